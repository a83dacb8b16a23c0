import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostSecrets } from '../../../../stage/secrets/host-secrets';
import { scratch } from '../../../support/unit-scratch';

const VALUE = 'kv7-Qp2x-LL09';

/** The secrets of a machine with these variables and these files in the home folder. */
function secretsOf(env: NodeJS.ProcessEnv, files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const home = scratch();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const runtime = { XDG_RUNTIME_DIR: join(home, 'run') };
  return Object.fromEntries(hostSecrets({ ...runtime, ...env }, home).map(({ name, value }) => [name, value]));
}

describe('the secrets of a machine', () => {
  test.each([
    ...['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID', 'NPM_TOKEN', 'DATABASE_PASSWORD', 'api_key'],
    ...['DEPLOY_PRIVATE_KEY', 'SENTRY_DSN', 'DB_PASS', 'MYSQL_PWD', 'GITLAB_PAT', 'BASIC_AUTH', 'JWT_SIGNING_KEY'],
    ...[
      'STAGE_CANARY',
      'SLACK_WEBHOOK',
      'SPRING_DATASOURCE_PASSWORD',
      'cookieSecret',
      'AZURE_STORAGE_CONNECTION_STRING',
    ],
  ])('are in %s', (name) => {
    expect(secretsOf({ [name]: VALUE })).toEqual({ [name]: VALUE });
  });

  test.each([
    ['AWS_REGION', 'eu-west-1'],
    ['HOME', '/home/me'],
    ['PWD', '/home/me/secret'],
    ['SSH_AUTH_SOCK', '/tmp/ssh/agent'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/secrets/token'],
    ['GIT_AUTHOR_NAME', 'Grace B. Hopper'],
    ['TOKEN_TTL_SECONDS', '86400000000'],
    ['OAUTH_TOKEN_URL', 'https://login.internal/token'],
    ['TRUST_STORE_PASSWORD', 'changeit'],
    ['DB_PASSWORD', 'postgres'],
  ])('are not in %s=%s', (name, value) => {
    expect(secretsOf({ [name]: value })).toEqual({});
  });

  test.each([
    ['https://proxy:kv7-Qp2x-LL09@proxy.internal:3128', VALUE],
    ['jdbc:sqlserver://db;user=sa;password=kv7-Qp2x-LL09;encrypt=true', VALUE],
    ['host=db user=orders password=kv7-Qp2x-LL09', VALUE],
  ])('are in the address %s', (address, value) => {
    expect(secretsOf({ ADDRESS: address })).toEqual({ 'the password in ADDRESS': value });
  });

  test('are in an address with and without its escapes', () => {
    const secrets = hostSecrets({ ADDRESS: 'redis://:kv7%2FQp2x%2B09@cache' }, scratch());
    expect(secrets.map(({ value }) => value)).toEqual(['kv7%2FQp2x%2B09', 'kv7/Qp2x+09']);
  });

  test('are in JSON, at any depth', () => {
    const services = JSON.stringify({ db: [{ credentials: { password: VALUE, uri: `pg://u:${VALUE}2@h/d` } }] });
    expect(secretsOf({ VCAP_SERVICES: services })).toEqual({
      'password in VCAP_SERVICES': VALUE,
      'the password in uri in VCAP_SERVICES': `${VALUE}2`,
    });
  });

  test('are the logins of the container runtime, as stored and as they are', () => {
    const auth = Buffer.from(`me:${VALUE}`).toString('base64');
    const config = JSON.stringify({ auths: { 'ghcr.io': { auth }, 'quay.io': { identitytoken: `${VALUE}3` } } });
    const values = hostSecrets({ XDG_RUNTIME_DIR: '/nonexistent' }, homeWith('.docker/config.json', config));
    expect(values).toEqual([
      { name: 'the login of ghcr.io', value: auth, from: 'docker-login' },
      { name: 'the login of ghcr.io', value: VALUE, from: 'docker-login' },
      { name: 'the login of quay.io', value: `${VALUE}3`, from: 'docker-login' },
    ]);
  });

  test('are the passwords in Maven’s settings, and not what they take from variables', () => {
    const server = (id: string, password: string) => `<server><id>${id}</id><password>${password}</password></server>`;
    const settings = `<settings><!-- ${server('old', `${VALUE}9`)} --><servers>${server('nexus', 'a&amp;b-Qp2x-09')}${server('ci', '${env.CI_PASSWORD}')}</servers></settings>`;
    expect(secretsOf({}, { '.m2/settings.xml': settings })).toEqual({
      "the password of nexus in Maven's settings": 'a&b-Qp2x-09',
    });
  });

  test.each([
    ['.npmrc', `//registry.npmjs.org/:_authToken=${VALUE}`, 'authToken in .npmrc'],
    ['.gradle/gradle.properties', `nexusPassword = ${VALUE}`, 'nexusPassword in gradle.properties'],
    ['.aws/credentials', `[default]\naws_secret_access_key = ${VALUE}`, 'aws_secret_access_key in credentials'],
    ['.netrc', `machine git.internal login me password ${VALUE}`, 'a password in .netrc'],
    ['.git-credentials', `https://me:${VALUE}@git.internal`, 'a password in .git-credentials'],
  ])('are in %s', (path, content, name) => {
    expect(secretsOf({}, { [path]: content })).toEqual({ [name]: VALUE });
  });

  test('are none where a file is damaged or may not be read', () => {
    expect(secretsOf({}, { '.docker/config.json': '{', '.npmrc/folder': '' })).toEqual({});
  });
});

function homeWith(path: string, content: string): string {
  const home = scratch();
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), content);
  return home;
}
