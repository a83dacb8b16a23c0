import { Size } from 'cdk8s';
import { DELIVERIES, initOf, podOf, serviceOf } from '../../support/unit-workload';

const CAPTURED = ['/tmp/app/state', '/var/log/app.log'];

describe('a read-only root', () => {
  const changes = { pod: { readOnlyRoot: true }, capturedPaths: CAPTURED };

  test('has a seeded volume at each folder of captured files', () => {
    const service = serviceOf(changes);
    expect(service.volumeMounts).toEqual([
      { name: 'guard', mountPath: '/opt/eks-crac/guard' },
      { name: 'folder-0', mountPath: '/tmp/app' },
      { name: 'folder-1', mountPath: '/var/log' },
    ]);
    const seed = initOf('seed', changes);
    expect(seed?.image).toBe(service.image);
    expect(seed?.command).toEqual([
      '/opt/eks-crac/seed',
      ...['/tmp/app', '/opt/eks-crac/seeded/folder-0'],
      ...['/var/log', '/opt/eks-crac/seeded/folder-1'],
    ]);
    expect(seed?.volumeMounts).toEqual([
      { name: 'folder-0', mountPath: '/opt/eks-crac/seeded/folder-0' },
      { name: 'folder-1', mountPath: '/opt/eks-crac/seeded/folder-1' },
    ]);
    expect(service.env).toContainEqual({ name: 'EKS_CRAC_SEEDED', value: '/tmp/app:/var/log' });
    expect(seed?.securityContext).toMatchObject({ runAsUser: 1000, capabilities: { drop: ['ALL'] } });
  });

  test('is seeded from the image that the pod runs', () => {
    const delivery = DELIVERIES['bucket'];
    expect(initOf('seed', { ...changes, delivery })?.image).toBe(serviceOf({ ...changes, delivery }).image);
  });

  test('needs no volume below a seeded one of the user', () => {
    const volumes = [{ path: '/tmp', seeded: true, size: Size.mebibytes(32) }];
    expect(podOf({ ...changes, volumes }).volumes).toEqual([
      { name: 'guard', emptyDir: { sizeLimit: '1Mi' } },
      { name: 'folder-0', emptyDir: { sizeLimit: '32Mi' } },
      { name: 'folder-1', emptyDir: {} },
    ]);
  });
});

describe('volumes of the user', () => {
  test.each([
    ['/tmp', '/tmp/app/state'],
    ['/tmp/app/state', '/tmp/app/state'],
    ['/tmp/app/state/deeper', '/tmp/app/state'],
  ])('at %s must not hide captured files', (path, hidden) => {
    expect(() => podOf({ capturedPaths: CAPTURED, volumes: [{ path }] })).toThrow(
      new Error(
        `a volume at ${path} would hide ${hidden}, which v7 of customers captured, got: {"path":"${path}"}; drop it, or set \`seeded: true\` so that it starts with what the image has there`,
      ),
    );
  });

  test.each([
    ['/srv', '/srv/old'],
    ['/srv/old', '/srv/old'],
    ['/srv/old/deeper', '/srv/old'],
  ])('at %s must not hide what the service removed', (path, hidden) => {
    expect(() => podOf({ removedPaths: ['/srv/old'], volumes: [{ path }] })).toThrow(
      new Error(
        `a volume at ${path} would hide ${hidden}, which v7 of customers removed, got: {"path":"${path}"}; drop it, or set \`seeded: true\` so that it starts with what the image has there`,
      ),
    );
    expect(podOf({ removedPaths: ['/srv/old'], volumes: [{ path, seeded: true }] }).initContainers).toHaveLength(1);
  });

  test('beside captured files start empty', () => {
    const changes = { capturedPaths: CAPTURED, volumes: [{ path: '/tmp/application' }] };
    expect(podOf(changes).initContainers).toBeUndefined();
    expect(serviceOf(changes).env?.map(({ name }) => name)).not.toContain('EKS_CRAC_SEEDED');
    expect(serviceOf(changes).volumeMounts).toContainEqual({ name: 'folder-0', mountPath: '/tmp/application' });
  });

  test.each(['tmp', '/tmp/', '/', '/opt', '/opt/eks-crac', '/opt/eks-crac/store'])('are refused at %s', (path) => {
    expect(() => podOf({ volumes: [{ path }] })).toThrow(
      new Error(
        `\`volumes\` must have absolute paths without a slash at the end, none of them over or in /opt/eks-crac, got: "${path}"`,
      ),
    );
  });

  test('are refused twice at one path', () => {
    const volumes = [{ path: '/data' }, { path: '/data', seeded: true }];
    expect(() => podOf({ volumes })).toThrow(new Error('`volumes` must name every path once, got: "/data" twice'));
  });
});
