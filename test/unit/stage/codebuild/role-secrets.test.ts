import { STSClient } from '@aws-sdk/client-sts';
import { roleSecrets } from '../../../../stage/codebuild/role-secrets';

const region = 'eu-west-1';
const role = (name: string, value: string) => ({ name: `the build role's ${name}`, value, from: 'build-role' });

describe('the secrets of a build', () => {
  test('include the session of its role and those in its environment', async () => {
    const credentials = { accessKeyId: 'ASIA1', secretAccessKey: 'the secret', sessionToken: 'the session' };
    const env = { NPM_TOKEN: 'a token of npm' };
    expect(await roleSecrets(new STSClient({ region, credentials }), env, '/nonexistent')).toEqual([
      role('secret access key', 'the secret'),
      role('session token', 'the session'),
      { name: 'NPM_TOKEN', value: 'a token of npm', from: 'environment' },
    ]);
  });

  test('include no session token for a key without a session', async () => {
    const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'the secret' };
    expect(await roleSecrets(new STSClient({ region, credentials }), {}, '/nonexistent')).toEqual([
      role('secret access key', 'the secret'),
    ]);
  });
});
