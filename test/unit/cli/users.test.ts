import { usersOf } from '../../../cli/releases/users';
import { ScriptedRunner } from '../../support/unit-runner';

const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/acme/customers';

test.each([
  [ECR, {}, ['eu-west-1']],
  [ECR, { region: 'us-east-1' }, ['eu-west-1', 'us-east-1']],
  [ECR, { region: 'eu-west-1', stackRegion: ['us-west-2'] }, ['eu-west-1', 'us-west-2']],
  ['localhost:5055/customers', {}, []],
  ['localhost:5055/customers', { region: 'us-east-1' }, ['us-east-1']],
])('the stacks of %s with %j are those of %j', async (repository, options, regions) => {
  const users = await usersOf(new ScriptedRunner({}), { repository, stackRegion: [], kubeContext: [], ...options });
  expect(users.map(({ name }) => name)).toEqual(regions.map((region) => `stacks of ${region}`));
});
