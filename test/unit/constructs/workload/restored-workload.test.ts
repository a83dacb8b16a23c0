import { Size } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Deployment } from 'kubernetes-types/apps/v1';
import { parseAllDocuments } from 'yaml';
import { CheckpointBucket, CheckpointFileSystem, CheckpointStore, JsonPatch } from '../../../../constructs';
import type { RestoredWorkloadProps } from '../../../../constructs';
import { ACCOUNT, REGION, RolePolicies } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { releaseOf, workloadScene } from '../../../support/cdk/workload-scene';
import type { StandInCluster } from '../../../support/cdk/workload-scene';

const podOf = ({ applied }: StandInCluster) =>
  (applied.find(({ kind }) => kind === 'Deployment') as Deployment).spec!.template.spec!;

afterEach(() => jest.restoreAllMocks());

describe('a restored workload', () => {
  test('applies the objects of the release from its image', () => {
    const { add, cluster } = workloadScene();
    const { name, namespace } = add();
    expect({ name, namespace }).toEqual({ name: 'customers', namespace: 'default' });
    expect(cluster.applied.map(({ kind }) => kind)).toEqual([
      ...['ServiceAccount', 'Deployment', 'Service', 'PodDisruptionBudget'],
    ]);
    expect(podOf(cluster).containers[0]?.image).toBe(releaseOf().checkpointImage);
  });

  test('is applied after its identity, with what was granted to it later', () => {
    const { add, stack } = workloadScene();
    const topic = new Topic(stack, 'Topic');
    topic.grantPublish(add());
    const [objects] = Object.values(Template.fromStack(stack).findResources('StandIn::Kubernetes::Objects'));
    expect((objects as { DependsOn: string[] }).DependsOn).toEqual([
      expect.stringMatching(/^WorkloadIdentityAssociation/),
      expect.stringMatching(/^WorkloadIdentityRoleDefaultPolicy/),
      expect.stringMatching(/^WorkloadIdentityRole/),
      expect.stringMatching(/^WorkloadIdentitySettledPolicy/),
      expect.stringMatching(/^WorkloadIdentitySettled/),
    ]);
  });

  test('gives its pods what is granted to it, and no more', async () => {
    const { add, stack } = workloadScene();
    const bucket = new CheckpointBucket(stack, 'Store');
    const stores = [{ type: 's3' as const, bucket: 'b', prefix: 'checkpoints/customers/v7' }];
    add({ release: releaseOf({ stores }), store: CheckpointStore.bucket(bucket.bucket) });
    const policies = new RolePolicies(Template.fromStack(stack));
    const role = policies.find('AWS::IAM::Role', 'Workload');
    const arn = policies.arn(policies.find('AWS::S3::Bucket', 'StoreBucket'));
    const get = (key: string) => policies.allows(role, { action: 's3:GetObject', resource: `${arn}/${key}` });
    expect(await get('checkpoints/customers/v7/core.img')).toBe(true);
    expect(await get('checkpoints/orders/v7/core.img')).toBe(false);
  });

  test('has its limits raised, and keeps the others', () => {
    const { add, cluster } = workloadScene();
    add({ limits: { memory: Size.gibibytes(2) } });
    expect(podOf(cluster).containers[0]?.resources?.limits).toEqual({ cpu: '1000m', memory: '2048Mi' });
  });

  test('has the objects that its patch makes of them, with values of the deployment', () => {
    const { add, stack } = workloadScene();
    const topic = new Topic(stack, 'Topic');
    const variable = { name: 'TOPIC', value: topic.topicName };
    add({ patch: [JsonPatch.add('Deployment', '/spec/template/spec/containers/0/env/-', variable)] });
    const [objects] = Object.values(Template.fromStack(stack).findResources('StandIn::Kubernetes::Objects'));
    const { Manifest } = (objects as { Properties: { Manifest: unknown } }).Properties;
    expect(JSON.stringify(Manifest)).toMatch(/TOPIC.*\{"Fn::GetAtt":\["Topic/);
  });

  test('scales at 60 percent of CPU unless told', () => {
    const { add, cluster } = workloadScene();
    add({ autoscaling: { min: 1, max: 4 } });
    expect(cluster.applied.find(({ kind }) => kind === 'HorizontalPodAutoscaler')).toMatchObject({
      spec: { minReplicas: 1, maxReplicas: 4, metrics: [{ resource: { target: { averageUtilization: 60 } } }] },
    });
  });

  test('takes the certificate of its ingress', () => {
    const { add, cluster, stack } = workloadScene();
    const arn = `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/c`;
    add({ ingress: { certificate: Certificate.fromCertificateArn(stack, 'Certificate', arn), internetFacing: true } });
    expect(cluster.applied.find(({ kind }) => kind === 'Ingress')?.metadata.annotations).toMatchObject({
      'alb.ingress.kubernetes.io/certificate-arn': arn,
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('HTTPS'))).toEqual([]);
  });

  test('needs no label of a release that was captured in a rehearsal', () => {
    const { add, cluster } = workloadScene();
    add({ release: releaseOf({ cpuClass: 'local' }) });
    expect(podOf(cluster).nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
  });

  test('starts cold beside the restored one, without a store', () => {
    const { add, cluster, stack } = workloadScene();
    add();
    cluster.applied.length = 0;
    const { bucket } = new CheckpointBucket(stack, 'Store');
    const { name } = add({ cold: true, store: CheckpointStore.bucket(bucket) }, 'Cold');
    expect(name).toBe('customers-cold');
    expect(podOf(cluster).containers[0]?.image).toBe(releaseOf().serviceImage);
  });

  test('passes the security rules', () => {
    const { add, stack } = workloadScene();
    add();
    expect(nagFindings(stack).filter((finding) => finding.includes('Workload'))).toEqual([]);
  });

  test('makes the same template twice', () => {
    const template = () => {
      const { add, stack } = workloadScene();
      add({ environment: { ACCOUNT: stack.account } });
      return Template.fromStack(stack).toJSON();
    };
    expect(template()).toEqual(template());
  });
});

describe('values that are known at deployment only', () => {
  function hashWith(others: number): string | undefined {
    const { add, cluster, stack } = workloadScene();
    const topics = Array.from({ length: others + 1 }, (_, index) => new Topic(stack, `Topic${index}`));
    for (const topic of topics.slice(1)) expect(topic.topicArn).toContain('TOKEN');
    add({ environment: { TOPIC: topics[0]!.topicName } });
    const { template } = (cluster.applied.find(({ kind }) => kind === 'Deployment') as Deployment).spec!;
    return template.metadata?.annotations?.['eks-crac.io/environment-hash'];
  }

  test('make new pods only when they are of another resource', () => {
    expect(hashWith(0)).toMatch(/^[0-9a-f]{16}$/);
    expect(hashWith(0)).toBe(hashWith(3));
  });

  test('reach the ConfigMap', () => {
    const { add, stack } = workloadScene();
    const topic = new Topic(stack, 'Topic');
    add({ environment: { TOPIC: topic.topicName } });
    const [objects] = Object.values(Template.fromStack(stack).findResources('StandIn::Kubernetes::Objects'));
    const { Manifest } = (objects as { Properties: { Manifest: unknown } }).Properties;
    expect(JSON.stringify(Manifest)).toMatch(/TOPIC.*\{"Fn::GetAtt":\["Topic/);
  });

  test('cannot be written as YAML', () => {
    const { add, stack } = workloadScene();
    const topic = new Topic(stack, 'Topic');
    const workload = add({ apply: false, environment: { TOPIC: topic.topicName } });
    expect(() => workload.toYaml()).toThrow(
      new Error(
        'toYaml() needs values that are known at synthesis, and ConfigMap customers-environment has one that is known at deployment only; pass it as text [at Stack/Workload]',
      ),
    );
  });
});

test('YAML is for others to apply', () => {
  const { add, cluster } = workloadScene();
  const yaml = add({ apply: false }).toYaml();
  expect(cluster.applied).toEqual([]);
  expect(parseAllDocuments(yaml).map((one) => (one.toJS() as { kind: string }).kind)).toEqual([
    ...['ServiceAccount', 'Deployment', 'Service', 'PodDisruptionBudget'],
  ]);
});

describe('a file system', () => {
  function fromFileSystem(engine: 'criu' | 'warp') {
    const { add, cluster, stack } = workloadScene();
    const fileSystem = new CheckpointFileSystem(stack, 'Files', { vpc: cluster.withDriver(stack).vpc });
    const stores = [{ type: 'efs' as const, fileSystemId: 'fs-1', accessPointId: 'fsap-1', path: '/customers/v7' }];
    add({ release: releaseOf({ stores, engine }), store: CheckpointStore.fileSystem(fileSystem) });
    return { cluster, stack };
  }

  const warning = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('hostUsers'));

  test('takes the user namespace from an engine with capabilities, and says why', () => {
    const { cluster, stack } = fromFileSystem('criu');
    expect(podOf(cluster).hostUsers).toBe(true);
    expect(warning(stack).map(({ entry }) => entry.data)).toEqual([
      "`hostUsers` is true: the volume of this store cannot be mounted in a user namespace, so the capabilities of engine 'criu' hold in the node's; CheckpointStore.image() and .bucket() do without [ack: eks-crac:workload.hostUsers]",
    ]);
  });

  test('is nothing to warn of with warp', () => {
    const { cluster, stack } = fromFileSystem('warp');
    expect(podOf(cluster).hostUsers).toBeUndefined();
    expect(warning(stack)).toEqual([]);
  });
});

describe('the environment', () => {
  test('of an engine that cannot change it is warned of by name', () => {
    const { add, stack } = workloadScene();
    add({
      release: releaseOf({ engine: 'openj9', environment: ['A', 'B'] }),
      environment: { A: '1', C: '2' },
    });
    const annotations = Annotations.fromStack(stack);
    annotations.hasWarning(
      '/Stack/Workload',
      "engine 'openj9' cannot change the environment: only a cold start sees A, C; read what differs between capture and pod from another source [ack: eks-crac:workload.environment]",
    );
    annotations.hasInfo('/Stack/Workload', 'a restored service has A, B as at the capture');
  });

  test('of warp empties what the pod does not set', () => {
    const { add, stack } = workloadScene();
    add({ release: releaseOf({ engine: 'warp', environment: ['A', 'B'] }), environment: { A: '1' } });
    const annotations = Annotations.fromStack(stack);
    annotations.hasNoWarning('/Stack/Workload', Match.anyValue());
    annotations.hasInfo(
      '/Stack/Workload',
      'a restored service has B empty, since the pod does not set what the capture had',
    );
  });

  test('on the internet without HTTPS is warned of', () => {
    const { add, stack } = workloadScene();
    add({ ingress: { internetFacing: true } });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Workload',
      '`ingress` is reachable from the internet without HTTPS; give it a `certificate` [ack: eks-crac:workload.plainHttp]',
    );
  });
});

test('what `kubectl apply --prune` leaves alone is a resource of its own, so that it ends with its prop', () => {
  const resources = (props: Partial<RestoredWorkloadProps>) => {
    const { add, stack } = workloadScene();
    add(props);
    return Object.entries(Template.fromStack(stack).findResources('StandIn::Kubernetes::Objects'));
  };
  const scaled = resources({ autoscaling: { min: 1, max: 4 } });
  const ids = (kind: string) =>
    scaled.filter(([, one]) => JSON.stringify(one).includes(`kind\\":\\"${kind}\\"`)).map(([id]) => id);
  expect(ids('HorizontalPodAutoscaler')).toEqual([expect.stringMatching(/^WorkloadHorizontalPodAutoscaler/)]);
  expect(ids('PodDisruptionBudget')).toEqual([expect.stringMatching(/^WorkloadPodDisruptionBudget/)]);
  expect(resources({})).toHaveLength(scaled.length - 1);
});
