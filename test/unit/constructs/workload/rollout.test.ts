import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { releaseOf, workloadScene } from '../../../support/cdk/workload-scene';
import type { RestoredWorkloadProps } from '../../../../constructs';

interface Wait {
  readonly DependsOn: string[];
  readonly Properties: Readonly<Record<string, unknown>>;
}

const waits = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('StandIn::Kubernetes::Wait')) as Wait[];

describe('a stack with a workload', () => {
  function revision(props: Partial<RestoredWorkloadProps>, others = 0): unknown {
    const { add, stack } = workloadScene();
    const topics = Array.from({ length: others + 1 }, (_, index) => new Topic(stack, `Topic${index}`));
    add({ environment: { TOPIC: topics[0]!.topicName }, ...props });
    return waits(stack)[0]?.Properties['revision'];
  }

  test('waits for the rollout after its objects, for less than a function may take', () => {
    const { add, stack } = workloadScene();
    add({ namespace: 'shop' });
    const [wait] = waits(stack);
    expect(wait?.DependsOn).toEqual([expect.stringMatching(/^WorkloadObjects/)]);
    expect(wait?.Properties).toMatchObject({ kind: 'deployment', name: 'customers', namespace: 'shop', seconds: 840 });
    expect(wait?.Properties['path']).toContain('status.observedGeneration==@.metadata.generation');
    expect(wait?.Properties['path']).toContain('NewReplicaSetAvailable');
  });

  test('waits again when anything changes, and only then', () => {
    const one = revision({});
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(revision({}, 3)).toBe(one);
    expect(revision({ replicas: 3 })).not.toBe(one);
    expect(revision({ release: releaseOf({ engine: 'warp' }) })).not.toBe(one);
  });

  test.each([{ waitForRollout: false }, { apply: false }])('does not wait with %j', (props) => {
    const { add, stack } = workloadScene();
    add(props);
    expect(waits(stack)).toEqual([]);
  });

  test('asks for its association before its pods, with a right to see that one alone', () => {
    const { add, stack } = workloadScene();
    add();
    add({ name: 'second' }, 'Second');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('Custom::EksCracSettledAssociation', 2);
    template.hasResource('Custom::EksCracSettledAssociation', {
      DependsOn: [Match.stringLikeRegexp('^WorkloadIdentitySettledPolicy')],
      Properties: {
        AssociationId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkloadIdentityAssociation'), 'AssociationId'] },
        ClusterName: 'shop-cluster',
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkloadIdentityRole'), 'Arn'] },
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'eks:DescribePodIdentityAssociation',
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkloadIdentityAssociation'), 'AssociationArn'] },
          },
        ],
      },
    });
  });
});
