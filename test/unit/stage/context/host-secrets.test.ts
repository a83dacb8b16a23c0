import { hostSecrets } from '../../../../stage/context/host-secrets';

test.each([
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'NPM_TOKEN',
  'DATABASE_PASSWORD',
  'api_key',
  'DEPLOY_PRIVATE_KEY',
])('%s is a secret', (name) => {
  expect(hostSecrets({ [name]: 'value' })).toEqual([{ name, value: 'value' }]);
});

test('other variables are none', () => {
  expect(hostSecrets({ AWS_REGION: 'eu-west-1', HOME: '/home/me', PATH: '/usr/bin' })).toEqual([]);
});
