import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CheckpointRepository } from '../../../../constructs';
import { ACCOUNT, REGION, RolePolicies } from '../../../support/cdk/iam';
import type { Request } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';

describe('a repository', () => {
  function bound() {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const repository = new CheckpointRepository(stack, 'Store');
    repository.grantPublish(new Role(stack, 'Writer', { assumedBy: new ArnPrincipal(`arn:aws:iam::${ACCOUNT}:root`) }));
    return stack;
  }

  test('has immutable tags, and expires images without any tag only', () => {
    const template = Template.fromStack(bound());
    template.hasResourceProperties('AWS::ECR::Repository', {
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      EncryptionConfiguration: Match.objectLike({ EncryptionType: 'KMS' }),
    });
    const [repository] = Object.values(template.findResources('AWS::ECR::Repository')) as [
      { Properties: { LifecyclePolicy: { LifecyclePolicyText: string } } },
    ];
    const { rules } = JSON.parse(repository.Properties.LifecyclePolicy.LifecyclePolicyText) as {
      rules: { selection: { tagStatus: string } }[];
    };
    expect(rules.map(({ selection }) => selection.tagStatus)).toEqual(['untagged']);
  });

  test('lets the stage publish and clean up, and every action is needed', async () => {
    const policies = new RolePolicies(Template.fromStack(bound()));
    const role = policies.find('AWS::IAM::Role');
    const resource = policies.arn(policies.find('AWS::ECR::Repository'));
    const actions = [
      'BatchCheckLayerAvailability',
      'BatchDeleteImage',
      'BatchGetImage',
      'CompleteLayerUpload',
      'GetDownloadUrlForLayer',
      'InitiateLayerUpload',
      'ListImages',
      'PutImage',
      'UploadLayerPart',
    ];
    const needed: Request[] = [
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
      ...actions.map((action) => ({ action: `ecr:${action}`, resource })),
    ];
    for (const request of needed) expect([request, await policies.allows(role, request)]).toEqual([request, true]);
    expect(await policies.superfluous(role, needed)).toEqual([]);
    for (const action of ['ecr:DeleteRepository', 'ecr:SetRepositoryPolicy', 'ecr:PutLifecyclePolicy'])
      expect(await policies.allows(role, { action, resource })).toBe(false);
    const elsewhere = { action: 'ecr:PutImage', resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/other` };
    expect(await policies.allows(role, elsewhere)).toBe(false);
  });

  test('passes the security rules', () => {
    expect(nagFindings(bound()).filter((finding) => !finding.includes('Writer'))).toEqual([]);
  });
});
