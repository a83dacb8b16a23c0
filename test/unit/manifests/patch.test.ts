import { JsonPatch } from '../../../manifests';
import { DELIVERIES, objectsOf, only, podOf, serviceOf } from '../../support/unit-workload';

const POD = '/spec/template/spec';
const SERVICE = `${POD}/containers/0`;
const refusal = (message: string) => new Error(`\`patch\` must ${message}`);

describe('a patch', () => {
  test('adds what no setting has, in the order of its operations', () => {
    const patch = [
      JsonPatch.add('Deployment', `${POD}/priorityClassName`, 'high'),
      JsonPatch.add('Deployment', `${POD}/tolerations`, []),
      JsonPatch.add('Deployment', `${POD}/tolerations/-`, { key: 'spot', operator: 'Exists' }),
      JsonPatch.add('Deployment', `${POD}/containers/-`, { name: 'proxy', image: 'proxy' }),
    ];
    expect(podOf({ patch })).toMatchObject({
      priorityClassName: 'high',
      tolerations: [{ key: 'spot', operator: 'Exists' }],
      containers: [{ name: 'service' }, { name: 'proxy' }],
    });
  });

  test('changes an object by kind and name, and no other one', () => {
    const patch = [JsonPatch.replace('Service/customers', '/spec/type', 'NodePort')];
    const others = ({ kind }: { readonly kind: string }) => kind !== 'Service';
    expect(only('Service', { patch }).spec?.type).toBe('NodePort');
    expect(objectsOf({ patch }).filter(others)).toEqual(objectsOf().filter(others));
  });

  test('takes away, copies, moves and looks at what is there', () => {
    const patch = [
      JsonPatch.test('Deployment', '/spec/replicas', 2),
      JsonPatch.remove('Deployment', '/spec/replicas'),
      JsonPatch.copy('Deployment', '/metadata/labels', '/metadata/annotations'),
      JsonPatch.move('Deployment', '/metadata/annotations/app.kubernetes.io~1name', '/metadata/annotations/team'),
    ];
    const { metadata, spec } = only('Deployment', { patch });
    expect(spec).not.toHaveProperty('replicas');
    expect(metadata.annotations).toMatchObject({ team: 'customers' });
    expect(metadata.annotations).not.toHaveProperty(['app.kubernetes.io/name']);
    expect(metadata.labels).toHaveProperty(['app.kubernetes.io/name'], 'customers');
  });

  test('leaves what it was given as it is', () => {
    const tolerations: object[] = [];
    const patch = [
      JsonPatch.add('Deployment', `${POD}/tolerations`, tolerations),
      JsonPatch.add('Deployment', `${POD}/tolerations/-`, { operator: 'Exists' }),
    ];
    expect(podOf({ patch }).tolerations).toHaveLength(1);
    expect(podOf({ patch }).tolerations).toHaveLength(1);
    expect(tolerations).toEqual([]);
  });
});

describe('an operation is refused', () => {
  test.each(['Ingress', 'Deployment/other', 'deployment'])('on %s, which is not there', (object) => {
    expect(() => objectsOf({ patch: [JsonPatch.remove(object, '/spec')] })).toThrow(
      refusal(
        `name one object of the workload, got: "${object}" for remove /spec; the workload has ServiceAccount/customers, Deployment/customers, Service/customers, PodDisruptionBudget/customers`,
      ),
    );
  });

  test('on a kind of which there are two', () => {
    const secret = (name: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, spec: undefined });
    const delivery = { ...DELIVERIES['image']!, objects: [secret('a'), secret('b')] };
    const add = (object: string) => objectsOf({ delivery, patch: [JsonPatch.add(object, '/immutable', true)] });
    expect(() => add('Secret')).toThrow(
      refusal(
        'name one object of the workload, got: "Secret" for add /immutable; the workload has ServiceAccount/customers, Secret/a, Secret/b, Deployment/customers, Service/customers, PodDisruptionBudget/customers',
      ),
    );
    expect(add('Secret/b')).toContainEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'b' },
      immutable: true,
    });
  });

  test.each([
    [JsonPatch.replace('Service', '/spec/kind', 'x'), 'replace /spec/kind', 'there is nothing at /spec/kind'],
    [JsonPatch.remove('Service', '/spec/ports/1'), 'remove /spec/ports/1', 'there is nothing at /spec/ports/1'],
    [JsonPatch.remove('Service', 'spec'), 'remove spec', 'there is nothing at spec'],
    [JsonPatch.test('Service', '/spec/type', 'x'), 'test /spec/type', 'there is "ClusterIP"'],
    [JsonPatch.add('Service', '/spec/a/b', 1), 'add /spec/a/b', 'there is no place for /spec/a/b'],
    [JsonPatch.add('Service', '/spec/ports/2', 1), 'add /spec/ports/2', 'there is no place for /spec/ports/2'],
    [JsonPatch.add('Service', '/spec/ports/x', 1), 'add /spec/ports/x', 'there is no place for /spec/ports/x'],
    [JsonPatch.add('Service', '/spec/type/x', 1), 'add /spec/type/x', 'there is no place for /spec/type/x'],
    [JsonPatch.add('Service', '/__proto__', 1), 'add /__proto__', 'there is no place for /__proto__'],
    [JsonPatch.add('Service', '', {}), 'add ', 'there is no place for '],
    [JsonPatch.copy('Service', '/a', '/b'), 'copy /a to /b', 'there is nothing at /a'],
    [JsonPatch.move('Service', '/spec', '/spec/a'), 'move /spec to /spec/a', '/spec/a is inside of it'],
  ])('that does not apply: %s', (operation, name, why) => {
    expect(() => objectsOf({ patch: [operation] })).toThrow(
      refusal(
        `apply to the finished objects, got: ${name} on Service/customers, where ${why}; correct the path, or add what holds it first`,
      ),
    );
  });
});

describe('what a restore needs', () => {
  const captured = { capturedPaths: ['/tmp/app/state'], pod: { readOnlyRoot: true } };
  const { bucket, fileSystem } = DELIVERIES;
  const mount = (mountPath: string) =>
    JsonPatch.add('Deployment', `${SERVICE}/volumeMounts/-`, { name: 'x', mountPath });
  const variable = (name: string) => JsonPatch.add('Deployment', `${SERVICE}/env/-`, { name, value: 'x' });
  const context = `${SERVICE}/securityContext`;
  const PRIVILEGES = [
    'the privileges of the service',
    'they are those with which v7 was proven; choose a release of another engine for others',
  ] as const;
  const COMMAND = [
    'the command of the service',
    '`start` of the image has to run; change the command in the image that is captured',
  ] as const;
  const VOLUMES = [
    'the volumes of the checkpoint and of captured files',
    'set `volumes`, or choose another path for a volume of your own',
  ] as const;
  const NODES = [
    'the nodes of the pod',
    'a checkpoint runs on the CPUs that it was captured on; choose a release of another CPU class',
  ] as const;
  const PROCESSES = [
    'the processes that the pod sees',
    'a restored process has the numbers of its capture, which must be free',
  ] as const;
  const OWN = ['variables that no workload sets', 'eks-crac sets it itself; drop it'] as const;
  const NAMES = ['what the object is called', 'the objects find each other by it; set `name` or `namespace`'] as const;

  test.each([
    [
      JsonPatch.replace('Deployment', `${SERVICE}/image`, 'x'),
      ['the image of the service', 'choose another `release`'],
    ],
    [JsonPatch.remove('Deployment', SERVICE), ['the image of the service', 'choose another `release`']],
    [JsonPatch.add('Deployment', `${SERVICE}/command`, ['java']), COMMAND],
    [JsonPatch.add('Deployment', `${SERVICE}/args`, ['-x']), COMMAND],
    [variable('EKS_CRAC_MODE'), OWN],
    [JsonPatch.remove('Deployment', `${SERVICE}/env/0`), OWN],
    [
      variable('AWS_ACCESS_KEY_ID'),
      ['variables that no workload sets', "it would win over the pod's own identity; grant to that instead"],
    ],
    [JsonPatch.replace('Deployment', `${context}/allowPrivilegeEscalation`, false), PRIVILEGES],
    [JsonPatch.remove('Deployment', `${context}/capabilities/add/0`), PRIVILEGES],
    [JsonPatch.replace('Deployment', `${context}/runAsUser`, 0), PRIVILEGES],
    [JsonPatch.remove('Deployment', `${POD}/hostUsers`), PRIVILEGES],
    [
      JsonPatch.replace('Deployment', `${SERVICE}/resources/limits/memory`, '64Mi'),
      ["the limits of the service's container", 'set `limits`'],
    ],
    [JsonPatch.add('Deployment', `${POD}/shareProcessNamespace`, true), PROCESSES],
    [JsonPatch.add('Deployment', `${POD}/hostPID`, true), PROCESSES],
    [JsonPatch.remove('Deployment', `${POD}/nodeSelector/eks-crac.io~1cpu-class`), NODES],
    [JsonPatch.replace('Deployment', `${POD}/volumes/0`, { name: 'checkpoint', emptyDir: {} }), VOLUMES],
    [mount('/opt/eks-crac/runtime'), VOLUMES],
    [mount('/tmp/'), VOLUMES],
    [JsonPatch.remove('Deployment', `${SERVICE}/volumeMounts/0`), VOLUMES],
    [JsonPatch.replace('Deployment', '/metadata/name', 'other'), NAMES],
  ] as const)('is not taken away: %s', (operation, [what, remedy]) => {
    expect(() => objectsOf({ ...captured, patch: [operation] })).toThrow(
      refusal(
        `leave what a restore needs, got: ${operation.toString()} on Deployment/customers, which changes ${what}; ${remedy}`,
      ),
    );
  });

  test('is the init container that fills a volume, too', () => {
    const patch = [JsonPatch.remove('Deployment', `${POD}/initContainers/0`)];
    expect(() => objectsOf({ delivery: bucket, patch })).toThrow(
      refusal(
        `leave what a restore needs, got: remove ${POD}/initContainers/0 on Deployment/customers, which changes a container that fills volumes; set \`volumes\` or choose another store`,
      ),
    );
  });

  test('is where the checkpoint is, too', () => {
    const patch = [JsonPatch.replace('PersistentVolume', '/spec/csi/volumeHandle', 'fs-2')];
    expect(() => objectsOf({ delivery: fileSystem, patch })).toThrow(
      refusal(
        'leave what a restore needs, got: replace /spec/csi/volumeHandle on PersistentVolume/shop-customers-checkpoint, which changes where the checkpoint is; choose another store',
      ),
    );
  });

  test('is the values of the service, too, whose hash makes new pods', () => {
    const patch = [JsonPatch.add('ConfigMap', '/data/B', '2')];
    expect(() => objectsOf({ environment: { A: '1' }, patch })).toThrow(
      refusal(
        'leave what a restore needs, got: add /data/B on ConfigMap/customers-environment, which changes values of the service; set `environment` or `systemProperties`, whose changes make new pods',
      ),
    );
  });

  test('leaves room for volumes, variables, labels of nodes and contexts of your own', () => {
    const patch = [
      JsonPatch.add('Deployment', `${POD}/volumes/-`, { name: 'x', secret: { secretName: 'x' } }),
      mount('/etc/secret'),
      variable('PASSWORD'),
      JsonPatch.add('Deployment', `${POD}/nodeSelector/team`, 'shop'),
      JsonPatch.add('Deployment', `${context}/seLinuxOptions`, { level: 's0' }),
      JsonPatch.replace('Deployment', `${SERVICE}/resources/requests/cpu`, '500m'),
    ];
    expect(serviceOf({ ...captured, patch }).volumeMounts).toContainEqual({ name: 'x', mountPath: '/etc/secret' });
    expect(podOf({ ...captured, patch }).nodeSelector).toMatchObject({ team: 'shop', 'eks-crac.io/cpu-class': 'm7a' });
  });
});
