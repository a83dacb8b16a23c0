import { STSClient } from '@aws-sdk/client-sts';
import { roleSecrets } from '../../../../stage/codebuild/role-secrets';

describe('the secrets of a build', () => {
  test('include the session of its role and those in its environment', async () => {
    const credentials = { accessKeyId: 'ASIA1', secretAccessKey: 'the secret', sessionToken: 'the session' };
    const secrets = await roleSecrets(new STSClient({ region: 'eu-west-1', credentials }), { NPM_TOKEN: 'a token' });
    expect(secrets).toEqual([
      { name: "the build role's secret access key", value: 'the secret' },
      { name: "the build role's session token", value: 'the session' },
      { name: 'NPM_TOKEN', value: 'a token' },
    ]);
  });

  test('include no session token for a key without a session', async () => {
    const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'the secret' };
    expect(await roleSecrets(new STSClient({ region: 'eu-west-1', credentials }), {})).toEqual([
      { name: "the build role's secret access key", value: 'the secret' },
    ]);
  });
});
