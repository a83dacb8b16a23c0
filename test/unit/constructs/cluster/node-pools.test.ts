import Ajv from 'ajv';
import { Size, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CpuClass } from '../../../../constructs';
import type { NodePoolProps } from '../../../../constructs/cluster';
import { appliedObjects, clusterScene } from '../../../support/cdk/cluster-scene';
import type { AppliedObject } from '../../../support/cdk/cluster-scene';

describe('node pools', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  const CRDS = { NodePool: 'karpenter.sh_nodepools.yaml', EC2NodeClass: 'karpenter.k8s.aws_ec2nodeclasses.yaml' };

  function objects(nodes: NodePoolProps = {}, cpuClass = CpuClass.m7a(), moreCpuClasses: CpuClass[] = []) {
    const { stack } = clusterScene({ nodes, cpuClass, moreCpuClasses });
    return appliedObjects(Template.fromStack(stack).toJSON()).filter(({ kind }) => kind in CRDS);
  }

  /** Ids are known only at deployment. */
  function withIds(object: AppliedObject): AppliedObject {
    const text = JSON.stringify(object)
      .replaceAll(/("subnetSelectorTerms":)\[.*?\]/g, '$1[{"id":"subnet-0"}]')
      .replaceAll(/("securityGroupSelectorTerms":)\[.*?\]/g, '$1[{"id":"sg-0"}]');
    return JSON.parse(text) as AppliedObject;
  }

  function requirement(key: string, nodes?: NodePoolProps, cpuClass?: CpuClass): unknown {
    const pool = objects(nodes, cpuClass).find(({ kind }) => kind === 'NodePool') as unknown as {
      spec: { template: { spec: { requirements: { key: string; values: string[] }[] } } };
    };
    return pool.spec.template.spec.requirements.find((one) => one.key === key)?.values;
  }

  test.each([CpuClass.m7a(), CpuClass.m7i(), CpuClass.m7g(), CpuClass.m8g()])(
    'give nodes of $name its families, its architecture and its label',
    (cpuClass) => {
      expect(requirement('kubernetes.io/arch', {}, cpuClass)).toEqual([cpuClass.architecture]);
      expect(requirement('karpenter.k8s.aws/instance-family', {}, cpuClass)).toEqual(cpuClass.families);
      const pool = objects({}, cpuClass).find(({ kind }) => kind === 'NodePool');
      expect(pool).toMatchObject({
        spec: { template: { metadata: { labels: { 'eks-crac.io/cpu-class': cpuClass.name } } } },
      });
    },
  );

  test('are separate for each class', () => {
    const names = objects({}, CpuClass.m7a(), [CpuClass.m7g()]).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names).toEqual([
      'EC2NodeClass cpu-class-m7a',
      'NodePool cpu-class-m7a',
      'EC2NodeClass cpu-class-m7g',
      'NodePool cpu-class-m7g',
    ]);
  });

  test('use private subnets and a pinned image, and hide the nodes’ credentials from pods', () => {
    const nodeClass = objects().find(({ kind }) => kind === 'EC2NodeClass');
    expect(nodeClass).toMatchObject({
      spec: {
        amiSelectorTerms: [{ alias: 'al2023@v20260714' }],
        subnetSelectorTerms: [{ id: 'token' }, { id: 'token' }],
        securityGroupSelectorTerms: [{ id: 'token' }],
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      },
    });
  });

  test('are applied by the deployment, once Karpenter is installed', () => {
    const { stack } = clusterScene();
    const manifests = Object.entries(Template.fromStack(stack).findResources('Custom::AWSCDK-EKS-KubernetesResource'));
    const [, nodes] = manifests.find(([id]) => id.startsWith('ClusterNodesm7a')) ?? [];
    expect((nodes as { DependsOn: string[] }).DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/chartkarpenter[0-9A-F]{8}$/)]),
    );
  });

  test.each(Object.entries(CRDS))('match the schema that Karpenter installs: %s', (kind, file) => {
    const crd = parse(readFileSync(join(__dirname, '../../../fixtures/karpenter', file), 'utf8')) as {
      spec: { versions: { schema: { openAPIV3Schema: object } }[] };
    };
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      crd.spec.versions[0]!.schema.openAPIV3Schema,
    );
    const found = objects({ capacityTypes: ['on-demand', 'spot'] })
      .filter((one) => one.kind === kind)
      .map(withIds);
    expect(found).toHaveLength(1);
    for (const object of found) expect([validate(object), validate.errors]).toEqual([true, null]);
    // A field of another name or type is noticed.
    expect(validate({ ...found[0], spec: { ...found[0]?.spec, template: 1, amiSelectorTerms: 'latest' } })).toBe(false);
  });

  test('can be limited to fewer families', () => {
    expect(requirement('karpenter.k8s.aws/instance-family', { families: ['c7a'] })).toEqual(['c7a']);
  });

  test('accept the smallest and the largest numbers', () => {
    expect(() => objects({ cpuLimit: 1, diskSize: Size.gibibytes(20), diskThroughput: 125 })).not.toThrow();
    expect(() => objects({ diskThroughput: 1000, capacityTypes: ['on-demand', 'spot', 'reserved'] })).not.toThrow();
  });

  test.each<[NodePoolProps, string]>([
    [
      { families: ['m7a', 'm7i'] },
      'the NodePool of CPU class \'m7a\' admits families ["m7a","m7i"], and its checkpoints run on m7a, c7a, r7a only; drop m7i, or give those nodes a class of their own [at Stack/Cluster]',
    ],
    [
      { families: [] },
      "the NodePool of CPU class 'm7a' admits families [], and its checkpoints run on m7a, c7a, r7a only; drop `families`, or give those nodes a class of their own [at Stack/Cluster]",
    ],
    [
      { amiAlias: 'al2023@latest' },
      '`amiAlias` must be a pinned image of Amazon Linux 2023 such as al2023@v20260714, got: "al2023@latest" [at Stack/Cluster]',
    ],
    [
      { capacityTypes: ['spots'] },
      '`capacityTypes` must be one or more of on-demand, spot, reserved, got: ["spots"]; drop it for on-demand nodes [at Stack/Cluster]',
    ],
    [
      { capacityTypes: [] },
      '`capacityTypes` must be one or more of on-demand, spot, reserved, got: []; drop it for on-demand nodes [at Stack/Cluster]',
    ],
    [
      { cpuLimit: 0 },
      '`cpuLimit` must be a whole number of at least 1, got: 0; write the most CPUs that all nodes have together [at Stack/Cluster]',
    ],
    [
      { diskSize: Size.gibibytes(19) },
      '`diskSize` must be a whole number of GiB, at least 20, got: 19; the machine image alone has 20 [at Stack/Cluster]',
    ],
    [
      { diskSize: Size.mebibytes(20 * 1024 + 512) },
      '`diskSize` must be a whole number of GiB, at least 20, got: 20.5; the machine image alone has 20 [at Stack/Cluster]',
    ],
    [
      { diskThroughput: 100 },
      '`diskThroughput` must be a whole number between 125 and 1000, got: 100; write MiB/s of a gp3 volume [at Stack/Cluster]',
    ],
    [
      { diskThroughput: 125.5 },
      '`diskThroughput` must be a whole number between 125 and 1000, got: 125.5; write MiB/s of a gp3 volume [at Stack/Cluster]',
    ],
    [
      { cpuLimit: Token.asNumber({ Ref: 'Limit' }) },
      '`cpuLimit` must be known at synthesis, got: a value of the deployment; write the number itself [at Stack/Cluster]',
    ],
  ])('reject %j', (nodes, error) => {
    expect(() => objects(nodes)).toThrow(new Error(error));
  });
});
