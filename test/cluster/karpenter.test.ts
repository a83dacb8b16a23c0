import { Size } from 'cdk8s';
import { CPU_CLASSES } from '../../engines';
import type { Deployment } from 'kubernetes-types/apps/v1';
import { nodeClass, nodePool, workloadManifests } from '../../manifests';
import { packagePath } from '../../kit/package-path';
import { ProcessError } from '../../kit/process';
import { RECORD } from '../support/unit-release-record';
import { workload } from '../support/unit-workload';
import type { Kubectl } from './scene/kubectl';
import { describeOnCluster } from './scene/on-cluster';
import { testCluster } from './scene/test-cluster';

interface NodePoolSpec {
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: { readonly requirements: readonly { readonly key: string; readonly values: readonly string[] }[] };
  };
}

const FIXTURES = packagePath('test/fixtures/karpenter');
const DEFINITIONS = ['karpenter.sh_nodepools.yaml', 'karpenter.k8s.aws_ec2nodeclasses.yaml'];

const NODE_CLASS = nodeClass({
  name: 'customers',
  amiAlias: 'al2023@v20260101',
  role: 'NodeRole',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  securityGroupId: 'sg-0123456789abcdef0',
  diskSize: Size.gibibytes(60),
  diskThroughput: 250,
});

const pool = (cpuClass: keyof typeof CPU_CLASSES) => {
  const { architecture, families } = CPU_CLASSES[cpuClass];
  const limits = { capacityTypes: ['on-demand', 'spot'], cpuLimit: 100 };
  return nodePool({ name: cpuClass, nodeClass: 'customers', cpuClass, architecture, families, ...limits });
};

describeOnCluster("Karpenter's own definitions, with their rules", () => {
  let kubectl: Kubectl;

  beforeAll(async () => {
    ({ kubectl } = await testCluster());
    // Too large for the annotation that the client's way of applying keeps.
    for (const file of DEFINITIONS) await kubectl.run(['apply', '--server-side', '--filename', `${FIXTURES}/${file}`]);
    await kubectl.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s']);
  }, 60_000);

  afterAll(async () => {
    for (const file of DEFINITIONS) await kubectl.run(['delete', '--filename', `${FIXTURES}/${file}`]);
  }, 60_000);

  async function refusal(object: object): Promise<string> {
    return kubectl.apply([object], ['--dry-run=server']).then(
      () => '',
      (error: unknown) => {
        if (error instanceof ProcessError) return error.stderr;
        throw error;
      },
    );
  }

  test('accept the node class', async () => {
    expect(await refusal(NODE_CLASS)).toBe('');
  });

  test.each(Object.keys(CPU_CLASSES) as (keyof typeof CPU_CLASSES)[])('accept the node pool of %s', async (name) => {
    expect(await refusal(pool(name))).toBe('');
  });

  test('refuse a requirement on a label that is theirs', async () => {
    const { spec, ...rest } = pool('m7a');
    const { template } = spec as NodePoolSpec;
    const theirs = { key: 'karpenter.sh/nodepool', operator: 'In', values: ['x'] };
    const requirements = [...template.spec.requirements, theirs];
    const wrong = { ...spec, template: { ...template, spec: { ...template.spec, requirements } } };
    expect(await refusal({ ...rest, spec: wrong })).toContain('label "karpenter.sh/nodepool" is restricted');
  });

  test('refuse a node class without subnets', async () => {
    const spec = { ...NODE_CLASS.spec, subnetSelectorTerms: [] };
    expect(await refusal({ ...NODE_CLASS, spec })).toContain('subnetSelectorTerms cannot be empty');
  });

  test.each(['m7a', 'm7g'] as const)('describe nodes on which pods of %s fit', (cpuClass) => {
    const architecture = CPU_CLASSES[cpuClass].architecture;
    const record = { ...RECORD, host: { ...RECORD.host, architecture, cpuClass } };
    const [deployment] = workloadManifests({ ...workload(), record }).filter(({ kind }) => kind === 'Deployment');
    const { nodeSelector } = (deployment as Deployment).spec!.template.spec!;
    const { metadata, spec } = (pool(cpuClass).spec as NodePoolSpec).template;
    const oneOf = spec.requirements.map(({ key, values }) => [key, values.length === 1 ? values[0] : values]);
    expect({ ...Object.fromEntries(oneOf), ...metadata.labels }).toMatchObject(nodeSelector!);
  });
});
