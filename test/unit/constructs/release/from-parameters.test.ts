import { Duration, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { DaemonSet, Deployment } from 'kubernetes-types/apps/v1';
import type { PersistentVolume } from 'kubernetes-types/core/v1';
import { parseReleaseTerms, RELEASE_TERMS_OUTPUT } from '../../../../contract';
import type { ReleaseTerms } from '../../../../contract';
import { CheckpointFileSystem, CheckpointStore, Release, RestoredWorkload } from '../../../../constructs';
import type { RestoredWorkloadProps } from '../../../../constructs';
import { clusterScene } from '../../../support/cdk/cluster-scene';
import { Deployed } from '../../../support/cdk/deployed';
import { digestOf, RECORD } from '../../../support/unit-release-record';

const FIRST = {
  ...RECORD,
  host: { ...RECORD.host, cpuClass: 'm7a' },
  stores: [
    { type: 'image' },
    { type: 's3', bucket: 'checkpoints', prefix: 'checkpoints/customers/v7', deadlineMs: 5500 },
    { type: 'efs', fileSystemId: 'fs-1', accessPointId: 'fsap-1', path: '/customers/v7' },
  ],
};

/** A stack as users write it, on a cluster of the CDK. */
function scene(workloads: (stack: Stack) => readonly Partial<RestoredWorkloadProps>[] = () => [{}]) {
  const { app, cluster } = clusterScene();
  const stack = new Stack(app, 'Service', { env: { account: '111122223333', region: 'eu-west-1' } });
  const release = Release.fromParameters(stack, 'Release', FIRST);
  workloads(stack).forEach(
    (props, index) => new RestoredWorkload(stack, `Workload${index}`, { cluster, release, ...props }),
  );
  const template = Template.fromStack(stack);
  const [terms] = Object.entries(template.toJSON()['Outputs'] as Record<string, { Value: string }>)
    .filter(([key]) => key.startsWith(RELEASE_TERMS_OUTPUT))
    .map(([, { Value }]) => parseReleaseTerms(JSON.parse(Value), 'output'));
  return { template, terms: terms! };
}

const fromBucket = (stack: Stack) =>
  ({ store: CheckpointStore.bucket(Bucket.fromBucketName(stack, 'Bucket', 'checkpoints')) }) as const;

const fromNode = (stack: Stack) =>
  ({ store: CheckpointStore.nodeLocal(Bucket.fromBucketName(stack, 'Bucket', 'checkpoints')) }) as const;

const fromFiles = (stack: Stack) => {
  const securityGroup = SecurityGroup.fromSecurityGroupId(stack, 'Files', 'sg-1');
  const fileSystem = FileSystem.fromFileSystemAttributes(stack, 'FileSystem', { fileSystemId: 'fs-1', securityGroup });
  const accessPoint = AccessPoint.fromAccessPointAttributes(stack, 'Access', { accessPointId: 'fsap-1', fileSystem });
  return {
    store: CheckpointStore.fileSystem(CheckpointFileSystem.fromAttributes(stack, 'Store', { fileSystem, accessPoint })),
  };
};

const nameOf = ({ parameters }: ReleaseTerms, holds: string, more?: number) =>
  parameters.find((one) => one.holds === holds && (more === undefined || ('more' in one && one.more === more)))!.name;

/** The objects as `kubectl` gets them, with these values of the parameters. */
function applied(template: Template, values: Readonly<Record<string, string>> = {}) {
  const deployed = new Deployed(template, values);
  const manifests = Object.values(template.findResources('Custom::AWSCDK-EKS-KubernetesResource'));
  const objects = manifests.flatMap(({ Properties }) => {
    const { Manifest } = Properties as { Manifest: unknown };
    return JSON.parse(deployed.resolve(Manifest) as string) as { kind: string }[];
  });
  const of = (kind: string): unknown => objects.find((object) => object.kind === kind);
  const { spec } = of('Deployment') as Deployment;
  return { of, deployment: spec!, pod: spec!.template.spec!, service: spec!.template.spec!.containers[0]! };
}

describe('a release of parameters', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  test('is the first release until it is moved', () => {
    const { template } = scene();
    const { service } = applied(template);
    expect(service.image).toBe(`${RECORD.repository}@${digestOf('b')}`);
    expect(service.env).toContainEqual({ name: 'EKS_CRAC_RELEASE', value: 'v7' });
  });

  test('moves by its parameters alone', () => {
    const { template, terms } = scene();
    const values = {
      [nameOf(terms, 'release')]: 'v8',
      [nameOf(terms, 'checkpoint-digest')]: digestOf('e'),
      [nameOf(terms, 'deadline-ms')]: '4000',
    };
    const { of, service } = applied(template, values);
    expect(service.image).toBe(`${RECORD.repository}@${digestOf('e')}`);
    expect(service.env).toContainEqual({ name: 'EKS_CRAC_RELEASE', value: 'v8' });
    expect((of('Deployment') as Deployment).metadata?.labels?.['app.kubernetes.io/version']).toBe('v8');
  });

  test('keeps the types of Kubernetes: numbers are numbers, and text that looks like one is text', () => {
    const { template, terms } = scene(() => [{ coldStartTimeout: Duration.seconds(200) }]);
    expect(applied(template).service.livenessProbe?.initialDelaySeconds).toBe(203);
    const { deployment, service } = applied(template, {
      [nameOf(terms, 'deadline-ms')]: '9000',
      [nameOf(terms, 'deadline-seconds', 200)]: '209',
      [nameOf(terms, 'deadline-seconds', 800)]: '809',
    });
    expect(service.livenessProbe?.initialDelaySeconds).toBe(209);
    expect(deployment.progressDeadlineSeconds).toBe(809);
    expect(service.env).toContainEqual({ name: 'EKS_CRAC_DEADLINE_MS', value: '9000' });
  });

  test('takes the folder and the deadline of its store', () => {
    const { template, terms } = scene((stack) => [fromBucket(stack)]);
    const prefix = { [nameOf(terms, 's3-prefix')]: 'checkpoints/customers/v8' };
    expect(applied(template, prefix).pod.initContainers?.[0]?.command).toContain(
      's3://checkpoints/checkpoints/customers/v8',
    );
    const deadline = terms.parameters.find(({ holds }) => holds === 'deadline-ms');
    expect(deadline).toMatchObject({ store: 's3' });
    expect(new Deployed(template).parameters[deadline!.name]?.Default).toBe('5500');
  });

  test.each([
    ['bucket', fromBucket],
    ['file system', fromFiles],
    ['bucket by way of the node', fromNode],
  ])('unpacks what its record says, from a %s', (_, store) => {
    const { template, terms } = scene((stack) => [store(stack)]);
    const { of, pod } = applied(template, {
      [nameOf(terms, 'release')]: 'v8',
      [nameOf(terms, 'service-digest')]: digestOf('e'),
      [nameOf(terms, 'pack-digest')]: digestOf('f'),
      [nameOf(terms, 'pack-bytes')]: '12345',
      [nameOf(terms, 'pack-index-bytes')]: '67',
    });
    const [fetch] = pod.initContainers ?? [];
    expect(fetch?.command?.slice(-3)).toEqual([digestOf('f'), '12345', '67']);
    const keeper = (of('DaemonSet') as DaemonSet | undefined)?.spec?.template.spec;
    if (keeper === undefined) return;
    expect(keeper.containers[0]?.command?.slice(-3)).toEqual([digestOf('f'), '12345', '67']);
    expect(keeper.containers[0]?.image).toBe(`${RECORD.repository}@${digestOf('e')}`);
    expect(keeper.volumes?.[0]?.hostPath?.path).toBe('/var/lib/eks-crac/default/customers');
  });

  test('needs no parameter for a deadline that the stack sets', () => {
    const { template, terms } = scene(() => [{ restoreDeadline: Duration.seconds(10) }]);
    expect(terms.parameters.some(({ holds }) => holds.startsWith('deadline'))).toBe(false);
    expect(applied(template).service.env).toContainEqual({ name: 'EKS_CRAC_DEADLINE_MS', value: '10000' });
  });

  test('is waited for again when any of its parameters changes', () => {
    const { template, terms } = scene();
    const [wait] = Object.values(template.findResources('Custom::AWSCDK-EKS-KubernetesObjectValue'));
    const { Revision } = (wait as { Properties: { Revision: unknown } }).Properties;
    const revision = (values = {}) => new Deployed(template, values).resolve(Revision);
    for (const { name } of terms.parameters) expect([name, revision({ [name]: 'x' })]).not.toEqual([name, revision()]);
  });

  test('says in an output what a new release may not change', () => {
    const { terms } = scene(() => [{}, { name: 'large', limits: { memory: Size.gibibytes(2) } }]);
    expect(terms).toMatchObject({
      ...{ service: 'customers', repository: RECORD.repository, engine: 'criu', cpuClass: 'm7a', port: 8080 },
      ...{ uid: 1000, gid: 1000, readOnlyRoot: false, readiness: { path: '/ready', status: 200 } },
      workloads: [
        { name: 'customers', namespace: 'default', store: { type: 'image' }, cpu: 1, memoryMiB: 1024, volumes: [] },
        { name: 'large', memoryMiB: 2048 },
      ],
    });
  });

  test('has an output that CloudFormation takes, and parameters that refuse a tag', () => {
    const { template, terms } = scene((stack) => [
      {},
      { name: 'cold', cold: true },
      { name: 's3', ...fromBucket(stack) },
    ]);
    expect(JSON.stringify(terms).length).toBeLessThan(4096);
    const { AllowedPattern = '' } = new Deployed(template).parameters[nameOf(terms, 'checkpoint-digest')]!;
    expect(new RegExp(AllowedPattern).test('latest')).toBe(false);
    expect(new RegExp(AllowedPattern).test(digestOf('e'))).toBe(true);
  });

  test('mounts the folder of its release on EFS', () => {
    const { template, terms } = scene((stack) => [fromFiles(stack)]);
    const path = { [nameOf(terms, 'efs-path')]: 'customers/v8' };
    const { of, pod } = applied(template, path);
    expect((of('PersistentVolume') as PersistentVolume).spec?.csi?.volumeHandle).toBe('fs-1::fsap-1');
    expect(pod.initContainers?.[0]?.volumeMounts?.map(({ subPath }) => subPath)).toContain('customers/v8');
  });
});

test('the record of a release of parameters is checked at synthesis', () => {
  expect(() => Release.fromParameters(new Stack(), 'Release', { ...FIRST, release: 'latest' })).toThrow(
    /^release record given to Release\.fromParameters is not valid:/,
  );
});
