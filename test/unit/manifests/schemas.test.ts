import { Size } from 'cdk8s';
import { ENGINES } from '../../../engines';
import { podSecurityLevel, renderYaml, workloadPlan } from '../../../manifests';
import type { WorkloadOptions } from '../../../manifests';
import { parseAllDocuments } from 'yaml';
import { violations } from '../../support/kubernetes/pod-security';
import { schemaErrors } from '../../support/kubernetes/strict-schemas';
import { DELIVERIES, objectsOf, podOf, workload } from '../../support/unit-workload';

const EVERYTHING: Partial<WorkloadOptions> = {
  createNamespace: true,
  autoscaling: { min: 2, max: 5, cpuPercent: 60 },
  ingress: {
    internetFacing: true,
    certificate: { certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c' },
    host: 'a.b',
  },
  environment: { GREETING: 'hello' },
  volumes: [{ path: '/var/cache', size: Size.mebibytes(64) }],
  serviceAccountAnnotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/r' },
};

const engines = Object.values(ENGINES);
const matrix = engines.flatMap((engine) =>
  Object.entries(DELIVERIES).flatMap(([store, delivery]) =>
    [false, true].map((readOnlyRoot) => ({ type: engine.type, store, delivery, readOnlyRoot })),
  ),
);

test('the schemas refuse an unknown field', () => {
  expect(schemaErrors({ apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { prots: [] } } as never)).toEqual([
    '/spec must NOT have additional properties {"additionalProperty":"prots"}',
  ]);
});

describe.each(matrix)('$type from $store, read-only root $readOnlyRoot', ({ delivery, readOnlyRoot, type }) => {
  const changes = { ...EVERYTHING, engine: type, delivery, pod: { readOnlyRoot } };

  test('is valid for Kubernetes', () => {
    for (const object of objectsOf(changes)) expect([object.kind, schemaErrors(object)]).toEqual([object.kind, []]);
  });

  test('is the same when it is read back from YAML', () => {
    const objects = objectsOf(changes);
    // The version of YAML that Kubernetes reads.
    const read = parseAllDocuments(renderYaml(objects), { version: '1.1' }).map((one) => one.toJS() as unknown);
    expect(read).toEqual(objects);
  });

  test('meets the Pod Security level that its namespace enforces', () => {
    const ofShape = podSecurityLevel(workloadPlan(workload(changes)).shape);
    const level = delivery.nodeFolder === undefined ? ofShape : 'privileged';
    const [namespace] = objectsOf(changes);
    expect(namespace?.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/warn': 'restricted',
    });
    if (level !== 'privileged') expect(violations(level, podOf(changes))).toEqual([]);
    else expect(violations('baseline', podOf(changes))).not.toEqual([]);
  });
});

test.each([
  ['warp', 1000, 'restricted'],
  ['warp', 0, 'baseline'],
  ['crac', 1000, 'privileged'],
  ['openj9', 1000, 'privileged'],
  ['criu', 1000, 'privileged'],
] as const)('%s as user %d needs level %s', (engine, uid, level) => {
  const options = workload({ engine, pod: { uid } });
  expect(podSecurityLevel(workloadPlan(options).shape)).toBe(level);
});

test('a cold workload of every engine fits restricted', () => {
  for (const { type } of engines)
    expect(violations('restricted', podOf({ ...EVERYTHING, cold: true, engine: type }))).toEqual([]);
});
