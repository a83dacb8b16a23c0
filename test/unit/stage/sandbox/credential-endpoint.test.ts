import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../../../kit/package-path';
import { ProcessRunner } from '../../../../kit/process';
import { scratch } from '../../../support/unit-scratch';

const SESSION = { AccessKeyId: 'ASIA1', SecretAccessKey: 'a/b+c=', Token: 'd/e+f=' };
const ASKED = 'GET /v1/credentials HTTP/1.1';
const FAR = 4_000_000_000;

/** Returns the endpoint's response to the lines of a request: the status, the headers and the document. */
async function answer(lines: readonly string[], { end = FAR, seconds = 60 } = {}) {
  const folder = scratch();
  copyFileSync(packagePath('stage/sandbox/credential-endpoint'), join(folder, 'credential-endpoint'));
  writeFileSync(join(folder, 'session'), `${JSON.stringify(SESSION)}\n`);
  writeFileSync(join(folder, 'end'), `${end}\n`);
  writeFileSync(join(folder, 'token'), 'the token\n');
  const { stdout } = await new ProcessRunner().run(
    ['bash', join(folder, 'credential-endpoint'), String(seconds)],
    // The time zone of the service does not affect the response.
    { input: [...lines, '', ''].join('\r\n'), env: { TZ: 'Asia/Tokyo', LC_ALL: 'C.UTF-8' } },
  );
  const [head = '', body = ''] = stdout.split('\r\n\r\n');
  const [status = '', ...headers] = head.split('\r\n');
  expect(headers).toEqual(['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close']);
  return { status, document: JSON.parse(body) as Record<string, string> };
}

const secondsLeft = ({ document }: { document: Record<string, string> }) =>
  Math.round((Date.parse(document['Expiration'] ?? '') - Date.now()) / 1000);

describe('the credential endpoint', () => {
  test.each(['Authorization: the token', 'authorization: the token', 'Authorization:the token'])(
    'returns the session to callers with the token: %s',
    async (header) => {
      const { document, status } = await answer([ASKED, 'Host: 169.254.170.23', header, 'User-Agent: x: y']);
      const { Expiration, ...session } = document;
      expect({ session, status }).toEqual({ session: SESSION, status: 'HTTP/1.1 200 OK' });
      expect(Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    },
  );

  test('reports an expiration of at most a minute from each request', async () => {
    const ask = () => answer([ASKED, 'Authorization: the token']);
    const first = await ask();
    expect(secondsLeft(first)).toBeGreaterThan(55);
    expect(secondsLeft(first)).toBeLessThanOrEqual(60);
    const second = await answer([ASKED, 'Authorization: the token'], { seconds: 30 });
    expect(secondsLeft(second)).toBeLessThanOrEqual(30);
  });

  test('never reports a later expiration than that of the session', async () => {
    const end = Math.floor(Date.now() / 1000) + 20;
    const { document } = await answer([ASKED, 'Authorization: the token'], { end });
    expect(document['Expiration']).toBe(new Date(end * 1000).toISOString().replace('.000Z', 'Z'));
  });

  const REFUSED = { code: '401', message: 'the header Authorization must be the token of this sandbox' };

  test.each([
    ['no token', []],
    ['an empty one', ['Authorization:']],
    ['the beginning of it', ['Authorization: the']],
    ['another one', ['Authorization: the token of somebody']],
    ['a pattern of the shell', ['Authorization: *']],
  ])('rejects %s', async (_, headers) => {
    expect(await answer([ASKED, ...headers])).toEqual({ status: 'HTTP/1.1 401 Unauthorized', document: REFUSED });
  });

  test.each(['GET / HTTP/1.1', 'GET /v1/credentials/x HTTP/1.1', 'POST /v1/credentials HTTP/1.1'])(
    'serves nothing else: %s',
    async (line) => {
      expect(await answer([line, 'Authorization: the token'])).toEqual({
        status: 'HTTP/1.1 404 Not Found',
        document: { code: '404', message: 'there is GET /v1/credentials only' },
      });
    },
  );
});
