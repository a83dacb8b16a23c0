import { Duration, Size } from 'cdk8s';
import type { WorkloadOptions } from '../../../manifests';
import { DELIVERIES, objectsOf, only } from '../../support/unit-workload';

const kinds = (changes?: Parameters<typeof objectsOf>[0]) => objectsOf(changes).map(({ kind }) => kind);
const annotations = (changes: Parameters<typeof objectsOf>[0]) => only('Ingress', changes).metadata.annotations;

const DEADLINE = 'write how long a restore may take, or drop it to use the deadline of the release';

describe('the objects of a workload', () => {
  test('are four for a plain workload', () => {
    expect(kinds()).toEqual(['ServiceAccount', 'Deployment', 'Service', 'PodDisruptionBudget']);
  });

  test('include those of a delivery, before the pods that mount them', () => {
    expect(kinds({ delivery: DELIVERIES['fileSystem'], createNamespace: true })).toEqual([
      ...['Namespace', 'ServiceAccount', 'PersistentVolume', 'PersistentVolumeClaim'],
      ...['Deployment', 'Service', 'PodDisruptionBudget'],
    ]);
  });

  test('select pods by name only', () => {
    const selector = { 'app.kubernetes.io/name': 'customers' };
    const { spec } = only('Deployment');
    expect(spec?.selector.matchLabels).toEqual(selector);
    expect(spec?.template.metadata?.labels).toEqual({
      ...selector,
      'app.kubernetes.io/managed-by': 'eks-crac',
      'app.kubernetes.io/part-of': 'customers',
      'app.kubernetes.io/version': 'v7',
      'eks-crac-workload': 'customers',
    });
    expect(only('Service').spec).toMatchObject({ selector, ports: [{ port: 80, targetPort: 'http' }] });
    expect(only('PodDisruptionBudget').spec).toEqual({
      maxUnavailable: 1,
      selector: { matchLabels: selector },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  test('keep a pod during a rollout until a new one is ready', () => {
    expect(only('Deployment', { replicas: 3 }).spec).toMatchObject({
      replicas: 3,
      progressDeadlineSeconds: 903,
      strategy: { rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    });
  });

  test('leave the number of pods to the autoscaler', () => {
    const changes = { autoscaling: { min: 2, max: 8, cpuPercent: 60 } };
    expect(only('Deployment', changes).spec).not.toHaveProperty('replicas');
    expect(only('HorizontalPodAutoscaler', changes).spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'customers' },
      minReplicas: 2,
      maxReplicas: 8,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
      ],
    });
  });

  test('give the service account annotations but no token', () => {
    const serviceAccountAnnotations = { 'eks.amazonaws.com/role-arn': 'arn' };
    const account = only('ServiceAccount', { serviceAccountAnnotations });
    expect(account.automountServiceAccountToken).toBe(false);
    expect(account.metadata.annotations).toEqual(serviceAccountAnnotations);
  });

  test('make an ingress an internal load balancer that sends to the pods', () => {
    expect(only('Ingress', { ingress: {} }).spec).toEqual({
      ingressClassName: 'alb',
      rules: [
        {
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'customers', port: { number: 80 } } } },
            ],
          },
        },
      ],
    });
    expect(annotations({ ingress: {} })).toEqual({
      'alb.ingress.kubernetes.io/scheme': 'internal',
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': '/ready',
      'alb.ingress.kubernetes.io/healthcheck-interval-seconds': '5',
      'alb.ingress.kubernetes.io/healthy-threshold-count': '2',
      'alb.ingress.kubernetes.io/success-codes': '200',
      'alb.ingress.kubernetes.io/target-group-attributes': 'deregistration_delay.timeout_seconds=30',
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80}]',
    });
  });

  test('make an ingress with a certificate use HTTPS and admit the given addresses', () => {
    const ingress = {
      internetFacing: true,
      certificate: { certificateArn: 'arn' },
      inboundCidrs: ['10.0.0.0/8', '192.0.2.0/24'],
    };
    expect(annotations({ ingress })).toMatchObject({
      'alb.ingress.kubernetes.io/scheme': 'internet-facing',
      'alb.ingress.kubernetes.io/certificate-arn': 'arn',
      'alb.ingress.kubernetes.io/ssl-redirect': '443',
      'alb.ingress.kubernetes.io/ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
      'alb.ingress.kubernetes.io/inbound-cidrs': '10.0.0.0/8,192.0.2.0/24',
    });
  });

  test('make the namespace wait for the load balancer, if there is one', () => {
    const gate = 'elbv2.k8s.aws/pod-readiness-gate-inject';
    expect(only('Namespace', { createNamespace: true }).metadata.labels).not.toHaveProperty([gate]);
    expect(only('Namespace', { createNamespace: true, ingress: {} }).metadata.labels).toHaveProperty([gate], 'enabled');
  });

  test.each<[Partial<WorkloadOptions>, string]>([
    [{ name: 'Customers' }, '`name` must be up to 50 of a-z, 0-9 and -, a letter first, got: "Customers"'],
    [{ name: 'a'.repeat(51) }, `\`name\` must be up to 50 of a-z, 0-9 and -, a letter first, got: "${'a'.repeat(51)}"`],
    [
      { namespace: 'my shop' },
      '`namespace` must be up to 63 of a-z, 0-9 and -, got: "my shop"; it has to be known at synthesis',
    ],
    [
      { namespace: 'default', createNamespace: true },
      '`createNamespace` needs a `namespace` of its own, got: "default"; every cluster has that one already',
    ],
    [
      { limits: { cpu: 1, memory: Size.mebibytes(1023) } },
      '`limits.memory` must be at least 1024 MiB, with which v7 of customers was captured, got: 1023 MiB; raise it, or capture a release with less',
    ],
    [
      { limits: { cpu: 0.5 } },
      '`limits.cpu` must be at least 1, with which v7 of customers was captured, got: 0.5; raise it, or capture a release with less',
    ],
    [
      { replicas: 2, autoscaling: { min: 1, max: 2, cpuPercent: 50 } },
      '`replicas` and `autoscaling` exclude each other, got: 2 and {"min":1,"max":2,"cpuPercent":50}; drop one',
    ],
    [
      { autoscaling: { min: 0, max: 2, cpuPercent: 50 } },
      '`autoscaling.min` must be a whole number of at least 1, got: 0; write how many pods there are at least',
    ],
    [
      { autoscaling: { min: 3, max: 2, cpuPercent: 50 } },
      '`autoscaling.max` must be a whole number of at least 3, got: 2; write a number not below `autoscaling.min`',
    ],
    [
      { autoscaling: { min: 1, max: 2.5, cpuPercent: 50 } },
      '`autoscaling.max` must be a whole number of at least 1, got: 2.5; write a number not below `autoscaling.min`',
    ],
    [
      { autoscaling: { min: 1, max: 2, cpuPercent: 101 } },
      '`autoscaling.cpuPercent` must be a whole number between 1 and 100, got: 101; write percent of the request',
    ],
    ...[
      { 'app.kubernetes.io/name': 'mine' },
      { 'eks-crac.io/cpu-class': 'mine' },
      { team: 'the shop' },
      { '-a': '' },
    ].map((labels): [object, string] => [
      { labels },
      `\`labels\` must be labels of Kubernetes outside app.kubernetes.io/ and eks-crac.io/, got: ${JSON.stringify(labels)}; use up to 63 of letters, digits, '.', '_' and '-' in key and value, and a prefix of yours`,
    ]),
    [
      { replicas: -1 },
      '`replicas` must be a whole number of at least 1, got: -1; write how many pods there are, or drop it',
    ],
    [
      { replicas: 1.5 },
      '`replicas` must be a whole number of at least 1, got: 1.5; write how many pods there are, or drop it',
    ],
    [
      { maxUnavailable: 0 },
      '`maxUnavailable` must be a whole number of at least 1, got: 0; with less, no node that has a pod could be drained',
    ],
    [
      { limits: { memory: Size.kibibytes(1024 * 1024 + 512) } },
      '`limits.memory` must be a whole number of MiB, at least 1024, got: 1024.5; write for example Size.gibibytes(2)',
    ],
    [
      { restoreDeadline: Duration.millis(1500) },
      `\`restoreDeadline\` must be a whole number of seconds, between 1 and 600, got: 1.5; ${DEADLINE}`,
    ],
    [
      { restoreDeadline: Duration.minutes(11) },
      `\`restoreDeadline\` must be a whole number of seconds, between 1 and 600, got: 660; ${DEADLINE}`,
    ],
    [
      { coldStartTimeout: Duration.seconds(0) },
      '`coldStartTimeout` must be a whole number of seconds, at least 1, got: 0; write how long a cold start may take',
    ],
    [
      { coldStartTimeout: Duration.millis(1500) },
      '`coldStartTimeout` must be a whole number of seconds, at least 1, got: 1.5; write how long a cold start may take',
    ],
    [
      { terminationGracePeriod: Duration.seconds(0) },
      '`terminationGracePeriod` must be a whole number of seconds, at least 1, got: 0; write how long a pod may take to end',
    ],
    [
      { volumes: [{ path: '/var/cache', size: Size.mebibytes(0) }] },
      '`volumes.size` must be a whole number of MiB, at least 1, got: 0; drop it at /var/cache',
    ],
    [
      { ingress: { path: 'api' } },
      '`ingress.path` must start with / and have no space, got: "api"; write for example /api',
    ],
    [{ ingress: { path: '' } }, '`ingress.path` must start with / and have no space, got: ""; write for example /api'],
  ])('are rejected with %j', (changes, message) => {
    expect(() => objectsOf(changes)).toThrow(new Error(message));
  });

  test('accept labels, on every object and pod, that select nothing', () => {
    const labels = { team: 'shop', 'acme.example/cost-center': '4711' };
    for (const { kind, metadata } of objectsOf({ labels }))
      expect([kind, metadata.labels]).toEqual([kind, expect.objectContaining(labels)]);
    const { selector, template } = only('Deployment', { labels }).spec!;
    expect(template.metadata?.labels).toMatchObject(labels);
    expect(selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'customers' });
  });

  test('accept the smallest numbers', () => {
    const second = Duration.seconds(1);
    const smallest = {
      ...{ maxUnavailable: 1, restoreDeadline: second, coldStartTimeout: second, terminationGracePeriod: second },
      ingress: { path: '/api' },
    };
    expect(() => objectsOf({ ...smallest, replicas: 1 })).not.toThrow();
    expect(() => objectsOf({ ...smallest, autoscaling: { min: 1, max: 1, cpuPercent: 100 } })).not.toThrow();
  });

  test('accept a name of 50 characters and limits equal to the capture’s', () => {
    expect(() => objectsOf({ name: 'a'.repeat(50), limits: { cpu: 1, memory: Size.gibibytes(1) } })).not.toThrow();
  });
});
