import Ajv from 'ajv';
import { Size, Stack, Tags, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CpuClass } from '../../../../constructs';
import type { NodePoolProps } from '../../../../constructs/cluster';
import { appliedObjects, clusterScene } from '../../../support/cdk/cluster-scene';
import type { AppliedObject } from '../../../support/cdk/cluster-scene';
import { ACCOUNT, REGION, RolePolicies } from '../../../support/cdk/iam';

const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;

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
    const found = objects({
      capacityTypes: ['on-demand', 'spot'],
      diskThroughput: 1000,
      parallelPull: true,
      tags: { team: 'shop' },
    })
      .filter((one) => one.kind === kind)
      .map(withIds);
    expect(found).toHaveLength(1);
    for (const object of found) expect([validate(object), validate.errors]).toEqual([true, null]);
    // A field of another name or type is noticed.
    expect(validate({ ...found[0], spec: { ...found[0]?.spec, template: 1, amiSelectorTerms: 'latest' } })).toBe(false);
  });

  function nodeClassWith(nodes: NodePoolProps, tagged: (stack: Stack) => void = () => undefined) {
    const { stack } = clusterScene({ nodes });
    tagged(stack);
    const found = appliedObjects(Template.fromStack(stack).toJSON()).find(({ kind }) => kind === 'EC2NodeClass');
    return found?.spec as unknown as { userData?: string; tags?: object; blockDeviceMappings: [{ ebs: object }] };
  }

  test.each([
    [125, 3000],
    [500, 3000],
    [750, 3000],
    [751, 3004],
    [1000, 4000],
  ])('have for %i MiB/s the operations that EC2 asks for: %i', (diskThroughput, iops) => {
    expect(nodeClassWith({ diskThroughput }).blockDeviceMappings[0].ebs).toMatchObject({ iops });
  });

  test('pull the layers of an image at the same time where that is asked for', () => {
    expect(nodeClassWith({}).userData).toBeUndefined();
    expect(parse(nodeClassWith({ parallelPull: true, diskThroughput: 600 }).userData ?? '')).toEqual({
      apiVersion: 'node.eks.aws/v1alpha1',
      kind: 'NodeConfig',
      spec: { featureGates: { FastImagePull: true } },
    });
  });

  test('have the tags of app and stack, which neither the CDK nor CloudFormation gives them', () => {
    const { tags } = nodeClassWith({ tags: { team: 'shop', owner: 'nodes' } }, (stack) => {
      Tags.of(stack.node.root).add('project', 'eks-crac');
      Tags.of(stack).add('owner', 'stack');
      Tags.of(stack).add('kubernetes.io/cluster/shop', 'owned');
    });
    expect(tags).toEqual({ owner: 'nodes', project: 'eks-crac', team: 'shop' });
    expect(nodeClassWith({}).tags).toBeUndefined();
  });

  test('have disks of a key, which Karpenter may use through EC2 and not otherwise', async () => {
    const scene = clusterScene({ nodes: { diskKey: Key.fromKeyArn(new Stack(), 'Key', KEY_ARN) } });
    const template = Template.fromStack(scene.stack);
    const found = appliedObjects(template.toJSON()).find(({ kind }) => kind === 'EC2NodeClass');
    expect(found?.spec).toMatchObject({ blockDeviceMappings: [{ ebs: { kmsKeyID: KEY_ARN } }] });
    const policies = new RolePolicies(template);
    const role = policies.find('AWS::IAM::Role', 'ClusterBlueprintctblueprintsaddonkarpentersaRole');
    const create = (service: string) =>
      policies.allows(role, {
        action: 'kms:CreateGrant',
        resource: KEY_ARN,
        context: { 'kms:ViaService': `${service}.${REGION}.amazonaws.com` },
      });
    expect(await create('ec2')).toBe(true);
    expect(await create('s3')).toBe(false);
  });

  test('can be limited to fewer families', () => {
    expect(requirement('karpenter.k8s.aws/instance-family', { families: ['c7a'] })).toEqual(['c7a']);
  });

  test('accept the smallest and the largest numbers', () => {
    expect(() => objects({ cpuLimit: 1, diskSize: Size.gibibytes(20), diskThroughput: 125 })).not.toThrow();
    expect(() => objects({ diskThroughput: 1000, capacityTypes: ['on-demand', 'spot'] })).not.toThrow();
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
      '`capacityTypes` must be one or both of on-demand and spot, got: ["spots"]; drop it for on-demand nodes [at Stack/Cluster]',
    ],
    [
      { capacityTypes: [] },
      '`capacityTypes` must be one or both of on-demand and spot, got: []; drop it for on-demand nodes [at Stack/Cluster]',
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
      { parallelPull: true },
      '`parallelPull` needs `diskThroughput` of at least 600 MiB/s, got: 500; below that it makes pulls slower: raise it, or leave `parallelPull` out [at Stack/Cluster]',
    ],
    [
      { capacityTypes: ['reserved'] },
      '`capacityTypes` must be one or both of on-demand and spot, got: ["reserved"]; drop it for on-demand nodes [at Stack/Cluster]',
    ],
    [
      { diskThroughput: 1000, diskIops: 3000 },
      '`diskIops` must be a whole number between 4000 and 16000, got: 3000; a gp3 volume has at least 4 for each MiB/s of `diskThroughput` and at most 500 for each GiB of `diskSize` [at Stack/Cluster]',
    ],
    [
      { diskSize: Size.gibibytes(20), diskIops: 10_001 },
      '`diskIops` must be a whole number between 3000 and 10000, got: 10001; a gp3 volume has at least 4 for each MiB/s of `diskThroughput` and at most 500 for each GiB of `diskSize` [at Stack/Cluster]',
    ],
    [
      { tags: { 'karpenter.sh/nodepool': 'mine' } },
      '`tags` must leave the names that Karpenter and AWS set, aws:*, kubernetes.io/cluster* and eks:eks-cluster-name, karpenter.k8s.aws/ec2nodeclass, karpenter.sh/nodeclaim, karpenter.sh/nodepool, got: "karpenter.sh/nodepool"; drop it [at Stack/Cluster]',
    ],
    [
      { cpuLimit: Token.asNumber({ Ref: 'Limit' }) },
      '`cpuLimit` must be known at synthesis, got: a value of the deployment; write the number itself [at Stack/Cluster]',
    ],
  ])('reject %j', (nodes, error) => {
    expect(() => objects(nodes)).toThrow(new Error(error));
  });
});
