import { STSClient } from '@aws-sdk/client-sts';
import { roleSecrets } from '../../../../stage/codebuild/role-secrets';

test("the build role's session is secret beside what the environment holds", async () => {
  const credentials = { accessKeyId: 'ASIA1', secretAccessKey: 'the secret', sessionToken: 'the session' };
  const secrets = await roleSecrets(new STSClient({ region: 'eu-west-1', credentials }), { NPM_TOKEN: 'a token' });
  expect(secrets).toEqual([
    { name: "the build role's secret access key", value: 'the secret' },
    { name: "the build role's session token", value: 'the session' },
    { name: 'NPM_TOKEN', value: 'a token' },
  ]);
});

test('a key without a session has no session token', async () => {
  const credentials = { accessKeyId: 'AKIA1', secretAccessKey: 'the secret' };
  expect(await roleSecrets(new STSClient({ region: 'eu-west-1', credentials }), {})).toEqual([
    { name: "the build role's secret access key", value: 'the secret' },
  ]);
});
