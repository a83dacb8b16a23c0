import { companionObjects } from '../../../../../cli/rehearsal/cluster/companion-objects';
import { captureSpec } from '../../../../support/unit-capture-spec';

const objects = (change: object = {}) => {
  const companion = { name: 'db', build: {}, port: 5432, env: { POSTGRES_DB: 'shop' }, ...change };
  const [parsed] = captureSpec({ companions: [companion] }).companions;
  if (parsed === undefined) throw new Error('no companion');
  return companionObjects(parsed, 'registry/shop@sha256:1', 'rehearsal');
};

describe('a companion on a cluster', () => {
  test('is reached at its name and port', () => {
    const [deployment, service] = objects();
    expect(service).toMatchObject({
      metadata: { name: 'db', namespace: 'rehearsal' },
      spec: { ports: [{ port: 5432 }] },
    });
    const pod = deployment.spec?.template;
    expect(service.spec?.selector).toEqual(pod?.metadata?.labels);
    expect(pod?.spec?.containers).toEqual([
      expect.objectContaining({
        image: 'registry/shop@sha256:1',
        env: [{ name: 'POSTGRES_DB', value: 'shop' }],
        readinessProbe: { periodSeconds: 1, failureThreshold: 1, tcpSocket: { port: 5432 } },
      }),
    ]);
  });

  test('has the readiness of the spec', () => {
    const [deployment] = objects({ readiness: { http: { path: '/up' } } });
    expect(deployment.spec?.template.spec?.containers[0]?.readinessProbe?.httpGet).toEqual({ path: '/up', port: 5432 });
  });

  test.each([
    [{ grpc: { service: 'orders' } }, { grpc: { port: 5432, service: 'orders' } }],
    [{ exec: { command: ['pg_isready'] } }, { exec: { command: ['pg_isready'] }, timeoutSeconds: 10 }],
    [{ http: { path: '/up', status: 404 } }, { tcpSocket: { port: 5432 } }],
  ])('has the readiness of the spec, whatever its kind: %j', (readiness, check) => {
    const [deployment] = objects({ readiness });
    const [container] = deployment.spec?.template.spec?.containers ?? [];
    expect(container?.readinessProbe).toEqual({ periodSeconds: 1, failureThreshold: 1, ...check });
  });
});
