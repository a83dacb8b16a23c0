import { CfnParameter } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { OpenIdConnectProvider } from 'aws-cdk-lib/aws-iam';
import { WorkloadIdentity } from '../../../../constructs';
import { releaseOf, workloadScene } from '../../../support/cdk/workload-scene';

describe('WorkloadIdentity', () => {
  afterEach(() => jest.restoreAllMocks());

  const release = () => releaseOf({ engine: 'warp' });

  test('trusts EKS Pod Identity for sessions of this service account only', () => {
    const { add, stack } = workloadScene();
    add({ namespace: 'shop' });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
      ClusterName: 'shop-cluster',
      Namespace: 'shop',
      ServiceAccount: 'customers',
      RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkloadIdentityRole'), 'Arn'] },
    });
    const own = {
      'aws:RequestTag/kubernetes-namespace': 'shop',
      'aws:RequestTag/kubernetes-service-account': 'customers',
    };
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Condition: { StringEquals: own },
            Effect: 'Allow',
            Principal: { Service: 'pods.eks.amazonaws.com' },
          },
        ],
      },
    });
  });

  test('trusts the provider for a role of this service account only, and annotates the account', () => {
    const { add, cluster, stack } = workloadScene();
    cluster.withProvider(stack);
    add({ release: release(), identity: WorkloadIdentity.serviceAccountRole() });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: {
                'oidc.example/id/A:aud': 'sts.amazonaws.com',
                'oidc.example/id/A:sub': 'system:serviceaccount:default:customers',
              },
            },
            Effect: 'Allow',
            Principal: { Federated: Match.stringLikeRegexp('oidc-provider/oidc.example/id/A$') },
          },
        ],
      },
    });
    const account = cluster.applied.find(({ kind }) => kind === 'ServiceAccount');
    expect(stack.resolve(account?.metadata.annotations)).toEqual({
      'eks.amazonaws.com/role-arn': { 'Fn::GetAtt': [expect.stringMatching(/^WorkloadIdentityRole/), 'Arn'] },
    });
  });

  test('supports an issuer that is known only at deployment', () => {
    const { add, cluster, stack } = workloadScene();
    const arn = new CfnParameter(stack, 'ProviderArn').valueAsString;
    cluster.openIdConnectProvider = OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Provider', arn);
    add({ release: release(), identity: WorkloadIdentity.serviceAccountRole() });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Condition: { StringEquals: { 'Fn::GetAtt': Match.anyValue() } } })],
      },
    });
  });

  test('needs the provider of the cluster for a role of the service account', () => {
    const { add } = workloadScene();
    expect(() => add({ release: release(), identity: WorkloadIdentity.serviceAccountRole() })).toThrow(
      new Error(
        'WorkloadIdentity.serviceAccountRole() needs the OpenID Connect provider of the cluster, and `cluster` has no `openIdConnectProvider`; give it one, or choose WorkloadIdentity.podIdentity() [at Stack/Workload]',
      ),
    );
  });

  test('needs an engine that can change the environment for a role of the service account', () => {
    const { add, cluster, stack } = workloadScene();
    cluster.withProvider(stack);
    const release = releaseOf({ engine: 'openj9' });
    expect(() => add({ release, identity: WorkloadIdentity.serviceAccountRole() })).toThrow(
      new Error(
        "`identity` brings variables that a service restored by engine 'openj9' never sees; choose WorkloadIdentity.podIdentity(), whose variables are those of the capture [at Stack/Workload]",
      ),
    );
  });
});
