import { isSecretName, parseCaptureSpec, shapeIn } from '../../../contract';
import { MINIMAL, withValue } from '../../support/unit-capture-spec';

const TOKEN = 'ghp_Zk3vB8sQ1xWm5RtY7uPa2Lc9Jd4Hf6Gn0Ebq';
/** How `SslUtils.PROBING_KEY` begins. */
const NETTY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCCBtayYNDrM3NFnkBbwTd6gaWp';
const ADDRESS = 'postgresql://orders:kv7-Qp2x-LL09@database/orders';

/** What is wrong with a spec with this value at a path. */
function problemOf(path: string, value: unknown, allowSecrets: readonly object[] = []): string {
  const spec = withValue(withValue(MINIMAL, path, value) as object, 'checkpoint', { allowSecrets });
  try {
    parseCaptureSpec(spec, 'a.yaml');
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a secret in a capture spec', () => {
  test.each([
    ['run.env', { DATABASE_PASSWORD: 'postgres' }, 'DATABASE_PASSWORD is named like one'],
    ['run.env', { DATABASE_URL: ADDRESS }, 'DATABASE_URL has an address with user and password in its value'],
    ['run.env', { SETTING: `x ${TOKEN}` }, 'SETTING has a GitHub token in its value'],
    ['warmUp.requests[0].headers', { Authorization: 'Bearer x' }, 'Authorization is named like one'],
    ['warmUp.requests[0].headers', { cookie: 'a=b' }, 'cookie is named like one'],
    ['gate', { requests: [{ path: '/', headers: { 'X-Api-Key': '1' } }] }, 'X-Api-Key is named like one'],
    ['gate', { requests: [{ path: '/', headers: { accept: TOKEN } }] }, 'accept has a GitHub token in its value'],
  ])('is refused in %s: %j', (path, value, says) => {
    const problem = problemOf(path, value);
    expect(problem).toContain(
      `must hold no secret, because what the service is given stays in the checkpoint: ${says}; `,
    );
    expect(problem).toContain('or name it in `checkpoint.allowSecrets` with a reason');
    for (const text of ['postgres"', ADDRESS, TOKEN, 'Bearer x', 'a=b']) expect(problem).not.toContain(text);
  });

  test('is named with others of its field, and with what to do instead', () => {
    expect(problemOf('run.env', { A_TOKEN: 'x', MODE: 'ci', B_SECRET: 'y' })).toMatch(
      /- `run\.env` must hold no secret, .*: A_TOKEN is named like one, B_SECRET is named like one; set it in the pod and read it there after the restore, or name it/,
    );
    expect(problemOf('warmUp.requests[0].headers', { Cookie: 'a=b' })).toMatch(
      /`warmUp\.requests\[0\]\.headers` .*; let a companion or a test profile of the service accept a request without it, or name it/,
    );
  });

  test.each([
    ['run.env', { DATABASE_PASSWORD: 'postgres' }, 'DATABASE_PASSWORD'],
    ['warmUp.requests[0].headers', { Authorization: 'Bearer x' }, 'authorization'],
  ])('is allowed by name in %s: %j', (path, value, name) => {
    expect(problemOf(path, value, [{ name, reason: 'a companion without data' }])).toBe('');
  });

  test('is told at once, whatever else is wrong with the document', () => {
    const spec = withValue(withValue(MINIMAL, 'run', { port: 99999, env: { A_TOKEN: 'x' } }) as object, 'services', 1);
    expect(() => parseCaptureSpec(spec, 'a.yaml')).toThrow(/`run\.port` must be(.|\n)*`run\.env` must hold no secret/);
  });

  test.each([
    [{ MODE: 'ci', TOKEN_TTL_SECONDS: '60', AWS_REGION: 'eu-west-1', EMPTY_TOKEN: '' }],
    [{ JDBC_URL: 'jdbc:postgresql://database:5432/customers', OAUTH_TOKEN_URL: 'http://issuer/token' }],
    [{ PROXY: 'http://user:password@proxy', TEMPLATE: 'https://${USER}:${PASSWORD}@host' }],
  ])('is not what only looks like one: %j', (env) => {
    expect(problemOf('run', { port: 8080, env })).toBe('');
  });
});

describe('an allowed secret', () => {
  const allow = (entry: object) => problemOf('service', 'customers', [entry]);

  test.each([
    [{ name: 'A', kind: 'jwt', reason: 'x' }],
    [{ kind: 'jwt', reason: 'x' }],
    [{ in: 'memory', reason: 'x' }],
    [{ reason: 'x' }],
  ])('is by name, or by kind in one place: %j', (entry) => {
    expect(allow(entry)).toContain('`checkpoint.allowSecrets[0]` takes either `name`, or `kind` and `in`');
  });
});

describe('the shapes of secrets', () => {
  test.each([
    ['a constant of a library', '-----BEGIN PRIVATE KEY-----\n'],
    ['the key with which Netty tries TLS libraries', `-----BEGIN PRIVATE KEY-----\n${NETTY}\n${'aB3d'.repeat(16)}\n`],
    ['a template', '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----'],
    ['the key of the documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['a written key', 'AKIAAAAAAAAAAAAAAAAA'],
    ['a proxy of the documentation', 'http://user:password@proxy.internal:3128'],
    ['a format', 'https://%s:%s@%s/path'],
    ['a port', 'http://host:8080@x.y'],
    ['a block of Unicode', 'Basic Latin-1SupplementBlock'],
    ['an expired token', jwt({ sub: '1', exp: 1_600_000_000 })],
    ['an unsigned token', `${part({ alg: 'none' })}.${part({ sub: '1234567' })}.${'x'.repeat(40)}`],
    ['an empty parameter', 'jdbc:sqlserver://db;password=;encrypt=true'],
  ])('are not %s', (_, text) => {
    expect(shapeIn(text)?.kind).toBeUndefined();
  });

  test('are those of tokens that work', () => {
    expect(shapeIn(`see ${jwt({ sub: '1', exp: 4_102_444_800 })}`)?.kind).toBe('jwt');
    expect(shapeIn(jwt({ sub: 'never ends' }))?.kind).toBe('jwt');
  });

  test.each(['PASSWORD', 'x-amz-security-token', 'spring.datasource.password', 'clientSecret', 'AWS_ACCESS_KEY_ID'])(
    'go by the name %s',
    (name) => expect(isSecretName(name)).toBe(true),
  );

  test.each([
    'PASSWORD_FILE',
    'TOKEN_URL',
    'KEYBOARD',
    'AUTHOR',
    'COMPASS',
    'SECRET_NAME',
    'idempotency-key',
    'MONKEY',
  ])('do not go by the name %s', (name) => expect(isSecretName(name)).toBe(false));
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwt(payload: object): string {
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}.${'aB3-'.repeat(40)}`;
}
