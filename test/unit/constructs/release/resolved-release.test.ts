import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ResolvedRelease } from '../../../../constructs';
import { ACCOUNT, on, REGION, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';

function scene(...releases: readonly string[]) {
  const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const repository = new Repository(stack, 'Customers');
  const resolved = releases.map((release) => new ResolvedRelease(stack, `Release-${release}`, { repository, release }));
  return { resolved, stack, template: () => Template.fromStack(stack) };
}

describe('a resolved release', () => {
  test('has both images by the digests that the function answers with', () => {
    const { resolved, stack } = scene('v7');
    expect(stack.resolve(resolved[0]?.checkpointImage)).toEqual({
      'Fn::GetAtt': [expect.stringMatching(/^Releasev7Resolved/), 'CheckpointImage'],
    });
    Template.fromStack(stack).hasResourceProperties('Custom::EksCracResolvedRelease', {
      Release: 'v7',
      Repository: Match.anyValue(),
    });
  });

  test('shares one function in a stack, which may read the repository and no more', async () => {
    const { template } = scene('v7', 'v8');
    template().resourceCountIs('AWS::Lambda::Function', 1);
    const policies = new RolePolicies(scene('v7').template());
    const role = policies.find('AWS::IAM::Role', 'EksCracResolve');
    const needed = [
      ...on(policies.arnOf('AWS::ECR::Repository'), ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']),
      ...on('*', ['ecr:GetAuthorizationToken']),
      ...on(policies.arnOf('AWS::Logs::LogGroup'), ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
  });

  test('passes the security rules', () => {
    const { stack } = scene('v7');
    expect(nagFindings(stack).filter((finding) => finding.includes('Resol'))).toEqual([]);
  });

  test('refuses a name that moves, with the reason', () => {
    expect(() => scene('latest')).toThrow(
      '`release` must be v and a number, got: "latest": what a name that moves stands for is asked again by a rollback, which would then keep what it has to undo; write for example v7',
    );
  });
});
