import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { openSandbox } from '../../../../stage/sandbox/sandbox';
import { throwAwayCredentials } from '../../../../stage/credentials';
import type { CaptureCredentials } from '../../../../stage/credentials';
import { captureSpec } from '../../../support/unit-capture-spec';
import { containerState } from '../../../support/unit-containers';
import { contextOf } from '../../../support/unit-context';
import { copyScript } from '../../../support/unit-copies';

const GIVEN: CaptureCredentials = {
  token: 'the token',
  document: {
    ...{ AccessKeyId: 'ASIA1', SecretAccessKey: 'the secret', Token: 'the session' },
    Expiration: '2026-01-02T03:04:05.678Z',
  },
  worksUntil: undefined,
};

async function unpacked(input: AsyncIterable<unknown>): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const tar = extract();
  Readable.from(input).pipe(tar);
  for await (const entry of tar) {
    let text = '';
    for await (const chunk of entry) text += String(chunk);
    if (entry.header.type === 'file') files[entry.header.name] = text;
  }
  return files;
}

/** Opens a sandbox; returns it, how its container was created, and its files. */
async function opened(spec = captureSpec()) {
  let argv: readonly string[] = [];
  const copied: Promise<Record<string, string>>[] = [];
  const bound = ['8080', '9090'].map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: `1${port}` }]]);
  const script = await copyScript({
    script: {
      'docker container inspect …': containerState({}, Object.fromEntries(bound) as Record<string, object>),
      'docker create --label …': (given) => ((argv = given), { stdout: 'c1\n' }),
      'docker cp - …': (_, { input }) => {
        if (typeof input === 'object') copied.push(unpacked(input));
        return {};
      },
    },
  });
  const network = { name: 'network', companions: [], hosts: { db: '10.0.0.1' }, close: () => Promise.resolve() };
  const sandbox = await openSandbox(
    { ...contextOf({ script, spec }), credentials: () => Promise.resolve(GIVEN) },
    network,
    'copy-1',
  );
  return { argv, sandbox, files: Object.assign({}, ...(await Promise.all(copied))) as Record<string, string> };
}

describe('a sandbox', () => {
  test('has the address of EKS Pod Identity’s agent, and reports that a minute is left', async () => {
    const { argv, sandbox } = await opened();
    expect(argv.at(-1)).toBe(
      'busybox ip addr add 169.254.170.23/32 dev lo && exec socat ' +
        "TCP4-LISTEN:80,bind=169.254.170.23,fork,reuseaddr,nodelay,backlog=128 'EXEC:/srv/credentials/credential-endpoint 60,nofork'",
    );
    expect(argv).toEqual(expect.arrayContaining(['--cap-add', 'NET_ADMIN', '--add-host', 'db:10.0.0.1']));
    expect(sandbox.credentials).toBe(GIVEN);
  });

  test.each([
    [{ path: '/ready' }, ['8080'], 'http', 18080],
    [{ path: '/ready', scheme: 'https' }, ['8080'], 'https', 18080],
    [{ path: '/ready', scheme: 'https', port: 9090 }, ['8080', '9090'], 'http', 19090],
    [{ tcp: {} }, ['8080'], 'http', 18080],
    [{ tcp: { port: 9090 } }, ['8080', '9090'], 'http', 19090],
    [{ grpc: { port: 9090 } }, ['8080', '9090'], 'http', 19090],
    [{ exec: { command: ['ready'] } }, ['8080'], 'http', 18080],
  ])('publishes the port of the service, and that of its readiness: %j', async (readiness, ports, scheme, asked) => {
    const { argv, sandbox } = await opened(captureSpec({ readiness }));
    expect(argv.flatMap((word) => /^127\.0\.0\.1::(\d+)$/.exec(word)?.[1] ?? [])).toEqual(ports);
    expect(sandbox).toMatchObject({ baseUrl: `${scheme}://127.0.0.1:18080`, readinessPort: asked });
  });

  test('keeps the session in its file system and nowhere else', async () => {
    const { argv, files } = await opened();
    expect(files).toEqual({
      'eks-pod-identity-token': 'the token',
      'credentials/credential-endpoint': expect.stringMatching(/^#!\/bin\/bash\n/) as string,
      'credentials/session': '{"AccessKeyId":"ASIA1","SecretAccessKey":"the secret","Token":"the session"}\n',
      'credentials/end': '1767323045\n',
      'credentials/token': 'the token\n',
    });
    expect(argv.join(' ')).not.toMatch(/the (token|secret|session)|ASIA1/);
  });

  test('has throw-away credentials that differ from those of every other sandbox', () => {
    const [one, two] = [throwAwayCredentials(), throwAwayCredentials()];
    const values = [one, two].flatMap(({ document, token }) => [
      ...[token, document.AccessKeyId, document.SecretAccessKey, document.Token],
    ]);
    expect(new Set(values).size).toBe(values.length);
    expect(one.document.AccessKeyId).toMatch(/^ASIA[0-9A-F]{16}$/);
  });
});
