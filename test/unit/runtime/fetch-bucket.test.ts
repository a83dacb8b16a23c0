import type { RequestListener, ServerResponse } from 'node:http';
import { findFetchReport } from '../../../contract';
import { scratch } from '../../support/unit-scratch';
import { serve } from '../../support/unit-http-server';
import { describeFetch, expectUnpacked, PackedLayer, packStream } from './packed-layer';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
const SOURCE = 's3://bucket/copies/v1';

/** What a server of S3 does with the number of a request; undefined answers it. */
type Trouble = (number: number, response: ServerResponse) => 'answered' | 'cut' | undefined;

const MISSING = 'is not there; check the name, and that the release was published to this store; ';

const none: Trouble = () => undefined;

describeFetch('fetch from a bucket', () => {
  let layer: PackedLayer;

  beforeEach(async () => {
    layer = await PackedLayer.make();
  });

  /** A server with the pack, which answers ranges as S3 does. */
  function listener(trouble: Trouble, asked: string[]): RequestListener {
    return (request, response) => {
      asked.push(request.url ?? '');
      const done = trouble(asked.length, response);
      if (done === 'answered') return;
      const [, from = '0', to = '0'] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const [start, end] = [Number(from), Number(to)];
      const headers = { 'content-length': end - start + 1, 'content-range': `bytes ${start}-${end}/*` };
      response.writeHead(206, headers);
      const content = packStream(layer.file, start, done === 'cut' ? start + Math.floor((end - start) / 2) : end);
      content.pipe(response, { end: done !== 'cut' });
      if (done === 'cut') content.once('end', () => setImmediate(() => response.destroy()));
    };
  }

  async function fetching(trouble: Trouble, env: Readonly<Record<string, string>> = CREDENTIALS) {
    const asked: string[] = [];
    const { url } = await serve(listener(trouble, asked));
    const folder = scratch();
    const { stderr } = await layer.fetch(SOURCE, folder, {
      ...{ AWS_ENDPOINT_URL_S3: url, AWS_EC2_METADATA_DISABLED: 'true', EKS_CRAC_FETCH_SECONDS: '8' },
      ...env,
    });
    return { asked, folder, stderr };
  }

  const error = (response: ServerResponse, status: number, code: string) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
    return 'answered' as const;
  };

  test('asks for several ranges of one object, with paths where a server is named', async () => {
    const { asked, folder, stderr } = await fetching(none);
    expect(findFetchReport(stderr)).toMatchObject({ source: SOURCE, retries: 0 });
    expect(new Set(asked)).toEqual(new Set(['/bucket/copies/v1/checkpoint.pack?x-id=GetObject']));
    expect(asked.length).toBeGreaterThan(2);
    await expectUnpacked(folder);
  });

  test.each<[string, Trouble]>([
    ['that throttles', (number, response) => (number < 4 ? error(response, 503, 'SlowDown') : undefined)],
    [
      'that fails for a moment',
      (number, response) => (number === 2 ? error(response, 500, 'InternalError') : undefined),
    ],
    ['that cuts a connection half-way', (number) => (number === 2 || number === 3 ? 'cut' : undefined)],
  ])('tries again at one %s', async (_which, trouble) => {
    const { folder, stderr } = await fetching(trouble);
    expect(findFetchReport(stderr)?.retries).toBeGreaterThan(0);
    await expectUnpacked(folder);
  });

  test.each<[string, number, string, string]>([
    ['the pack is not there', 404, 'NoSuchKey', MISSING],
    ['the bucket is not there', 404, 'NoSuchBucket', MISSING],
    [
      'access is denied',
      403,
      'AccessDenied',
      "may not be read (AccessDenied); allow the pod's role s3:GetObject on it, or s3express:CreateSession on a directory bucket, and kms:Decrypt on the bucket's key; ",
    ],
    [
      'the credentials have expired',
      400,
      'ExpiredToken',
      "could not be fetched: S3 refuses the pod's credentials (ExpiredToken); they have expired, or are of another account; ",
    ],
  ])('asks once when %s', async (_which, status, code, text) => {
    const { asked, stderr } = await fetching((_number, response) => error(response, status, code));
    expect(stderr).toContain(`eks-crac fetch: ${SOURCE} ${text}the service starts cold\n`);
    expect(asked).toHaveLength(1);
  });

  test('says that there are no credentials', async () => {
    const { asked, stderr } = await fetching(none, { AWS_REGION: 'eu-west-1', HOME: scratch() });
    expect(stderr).toContain(
      `${SOURCE} could not be fetched: the pod has no credentials; bind its service account to a role by Pod Identity or IRSA; `,
    );
    expect(asked).toEqual([]);
  });

  /** A Pod Identity agent that answers so many requests with an error before it is up. */
  async function agent(failures: number) {
    let asked = 0;
    const { url } = await serve((_request, response) => {
      const up = ++asked > failures;
      response.writeHead(up ? 200 : 503, { 'content-type': 'application/json' });
      const expiry = new Date(Date.now() + 3_600_000).toISOString();
      response.end(
        JSON.stringify(up ? { AccessKeyId: 'k', SecretAccessKey: 's', Token: 't', Expiration: expiry } : {}),
      );
    });
    const env = {
      AWS_REGION: 'eu-west-1',
      HOME: scratch(),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
    };
    return { env, asked: () => asked };
  }

  test('waits for an agent of Pod Identity that is not up, as on a fresh node', async () => {
    const { asked, env } = await agent(5);
    const { folder, stderr } = await fetching(none, { ...env, EKS_CRAC_FETCH_SECONDS: '20' });
    expect(findFetchReport(stderr)?.retries).toBeGreaterThan(0);
    expect(asked()).toBe(6);
    await expectUnpacked(folder);
  });

  test('says that credentials which were promised did not come', async () => {
    const { env } = await agent(Infinity);
    const { stderr } = await fetching(none, { ...env, EKS_CRAC_FETCH_SECONDS: '2' });
    expect(stderr).toMatch(
      /could not be fetched: not within 2 s; the last attempt: no credentials came: .*; check that the agent of Pod Identity, or STS, answers from this node, and the role of the service account; the/,
    );
  });

  test('gives up when the time is over, and names the last failure', async () => {
    const { stderr } = await fetching((_number, response) => error(response, 503, 'SlowDown'), {
      ...CREDENTIALS,
      EKS_CRAC_FETCH_SECONDS: '1',
    });
    expect(stderr).toMatch(/ could not be fetched: not within 1 s; the last attempt: .*SlowDown/);
  });

  test('gives up when nothing is answered', async () => {
    const { stderr } = await fetching(() => 'answered', { ...CREDENTIALS, EKS_CRAC_FETCH_SECONDS: '1' });
    expect(stderr).toContain(`${SOURCE} could not be fetched: not within 1 s; the service starts cold`);
  });
});
