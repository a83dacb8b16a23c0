import type { ReleaseRecord } from '../../../contract';
import { schemaErrors } from '../../support/kubernetes/strict-schemas';
import { objectsOf, only, serviceOf } from '../../support/unit-workload';

type Readiness = ReleaseRecord['pod']['readiness'];

const certificate = { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c' };

/** What the load balancer is told of the pods. */
const checks = (readiness: Readiness) =>
  Object.fromEntries(
    Object.entries(only('Ingress', { pod: { readiness }, ingress: { certificate } }).metadata.annotations ?? {})
      .map(([name, value]) => [name.replace('alb.ingress.kubernetes.io/', ''), value] as const)
      .filter(([name]) => /^(healthcheck-(path|port|protocol)|success-codes|backend-)/.test(name)),
  );

const KINDS: readonly [Readiness, object][] = [
  [{ tcp: {} }, { tcpSocket: { port: 'http' } }],
  [{ tcp: { port: 1883 } }, { tcpSocket: { port: 1883 } }],
  [{ grpc: {} }, { grpc: { port: 8080 } }],
  [{ grpc: { port: 9090, service: 'orders' } }, { grpc: { port: 9090, service: 'orders' } }],
  [{ exec: { command: ['/app/ready', '-q'] } }, { exec: { command: ['/app/ready', '-q'] }, timeoutSeconds: 10 }],
];

describe('the readiness probe of a pod', () => {
  test.each(KINDS)('is of the kind of the record: %j', (readiness, check) => {
    const { livenessProbe, readinessProbe, startupProbe } = serviceOf({ pod: { readiness } });
    expect(readinessProbe).toEqual({ failureThreshold: 5, periodSeconds: 1, timeoutSeconds: 3, ...check });
    expect(startupProbe).toBeUndefined();
    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 'http' }, timeoutSeconds: 3 });
    for (const object of objectsOf({ pod: { readiness } })) expect(schemaErrors(object)).toEqual([]);
  });
});

describe('a load balancer', () => {
  const anyAnswer = { 'healthcheck-path': '/', 'success-codes': '200-499' };

  test.each<[Readiness, object]>([
    [
      { path: '/ready', status: 204, port: 8443, scheme: 'https' },
      {
        ...{ 'healthcheck-path': '/ready', 'healthcheck-port': '8443', 'healthcheck-protocol': 'HTTPS' },
        'success-codes': '204',
      },
    ],
    [
      { path: '/ready', status: 200, scheme: 'https' },
      {
        ...{ 'backend-protocol': 'HTTPS', 'healthcheck-path': '/ready', 'healthcheck-protocol': 'HTTPS' },
        'success-codes': '200',
      },
    ],
    [
      { grpc: { service: 'orders' } },
      {
        ...{ 'backend-protocol-version': 'GRPC', 'healthcheck-path': '/grpc.health.v1.Health/Check' },
        'success-codes': '0',
      },
    ],
    [{ grpc: { port: 9090 } }, anyAnswer],
    [{ tcp: {} }, anyAnswer],
    [{ exec: { command: ['ready'] } }, anyAnswer],
  ])('checks a pod that is ready by %j', (readiness, expected) => {
    expect(checks(readiness)).toEqual(expected);
  });

  test('of a gRPC service needs a certificate', () => {
    const workload = { pod: { readiness: { grpc: {} } }, ingress: {} };
    expect(() => objectsOf(workload)).toThrow(
      '`ingress.certificate` is missing, and v7 of customers speaks gRPC at its port, which a load balancer takes by HTTPS alone; write the certificate, or drop `ingress`',
    );
    expect(() => objectsOf({ ...workload, pod: { readiness: { grpc: { port: 9090 } } } })).not.toThrow();
  });
});
