import { hostSecrets } from '../../../../stage/context/host-secrets';

describe('the environment of the host', () => {
  test.each([
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'NPM_TOKEN',
    'DATABASE_PASSWORD',
    'api_key',
    'DEPLOY_PRIVATE_KEY',
  ])('contains a secret in %s', (name) => {
    expect(hostSecrets({ [name]: 'value' })).toEqual([{ name, value: 'value' }]);
  });

  test('contains no secret in other variables', () => {
    expect(hostSecrets({ AWS_REGION: 'eu-west-1', HOME: '/home/me', PATH: '/usr/bin' })).toEqual([]);
  });
});
