import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CheckpointAdmission, Release, RestoredWorkload } from '../../../../constructs';
import type { RestoredWorkloadProps } from '../../../../constructs';
import { RELEASE_TERMS_OUTPUT } from '../../../../contract';
import { clusterScene } from '../../../support/cdk/cluster-scene';
import { Deployed } from '../../../support/cdk/deployed';
import { digestOf, RECORD } from '../../../support/unit-release-record';

const FIRST = { ...RECORD, host: { ...RECORD.host, cpuClass: 'm7a' } };

/** As the Common Expression Language has it. */
const listOf = (...letters: string[]) =>
  `[${letters.map((letter) => `'${RECORD.repository}@${digestOf(letter)}'`).join(', ')}]`;

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string[];
  readonly Properties: { readonly Manifest: unknown };
}

function scene(workloads: readonly Partial<RestoredWorkloadProps>[], moves = true) {
  const { app, cluster } = clusterScene();
  const stack = new Stack(app, 'Service', { env: { account: '111122223333', region: 'eu-west-1' } });
  const release = moves ? Release.fromParameters(stack, 'Release', FIRST) : Release.fromRecord(FIRST);
  const made = workloads.map(
    (props, index) => new RestoredWorkload(stack, `Workload${index}`, { cluster, release, ...props }),
  );
  new CheckpointAdmission(stack, 'Admission', { workloads: made });
  const template = Template.fromStack(stack);
  const resources = Object.entries(template.findResources('Custom::AWSCDK-EKS-KubernetesResource')) as unknown as [
    string,
    Resource,
  ][];
  const policies = resources.filter(([id]) => id.startsWith('Admission'));
  const applied = (values: Record<string, string> = {}) =>
    policies.map(([, { Properties }]) => {
      const manifest = new Deployed(template, values).resolve(Properties.Manifest) as string;
      const [policy, binding] = JSON.parse(manifest) as [
        { metadata: { name: string }; spec: { variables: { name: string; expression: string }[] } },
        { spec: { matchResources: object } },
      ];
      const admitted = policy.spec.variables.find(({ name }) => name === 'admitted')?.expression;
      return { name: policy.metadata.name, admitted, matches: binding.spec.matchResources };
    });
  return { applied, policies, resources, template };
}

describe('an admission', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  test('lists the digests of the release, for pods of the namespace of its workloads', () => {
    const { applied } = scene([{ namespace: 'shop' }, { namespace: 'shop', name: 'cold', cold: true }], false);
    expect(applied()).toEqual([
      {
        name: 'shop-customers-releases',
        admitted: listOf('a', 'b'),
        matches: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
      },
    ]);
  });

  test('moves with the stack, and keeps the release before', () => {
    const { applied, template } = scene([{}]);
    const [terms] = Object.entries(template.toJSON()['Outputs'] as Record<string, { Value: string }>)
      .filter(([key]) => key.startsWith(RELEASE_TERMS_OUTPUT))
      .map(([, { Value }]) => (JSON.parse(Value) as { parameters: { name: string; holds: string }[] }).parameters);
    const nameOf = (holds: string) => terms!.find((one) => one.holds === holds)!.name;
    const values = {
      [nameOf('service-digest')]: digestOf('1'),
      [nameOf('checkpoint-digest')]: digestOf('2'),
      [nameOf('previous-service-digest')]: digestOf('3'),
      [nameOf('previous-checkpoint-digest')]: digestOf('4'),
    };
    expect(applied(values)[0]?.admitted).toBe(listOf('1', '2', '3', '4'));
  });

  test('is applied before the pods', () => {
    const { policies, resources } = scene([{}]);
    const [[policy]] = policies as [[string, Resource]];
    const objects = resources.filter(([id]) => id.startsWith('Workload0'));
    expect(objects.map(([, { DependsOn = [] }]) => DependsOn.includes(policy))).toEqual(objects.map(() => true));
  });

  test('has a list for each namespace', () => {
    const { applied } = scene([{ namespace: 'one' }, { namespace: 'two' }]);
    expect(applied().map(({ name }) => name)).toEqual(['one-customers-releases', 'two-customers-releases']);
  });

  test('is refused without a workload', () => {
    expect(() => scene([])).toThrow(
      '`workloads` must be at least one workload, all of one cluster, got: 0 of 0 clusters; make an admission for each cluster',
    );
  });
});
