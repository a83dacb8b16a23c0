import type { DaemonSet } from 'kubernetes-types/apps/v1';
import { DELIVERIES, objectsOf, only } from '../../support/unit-workload';
import { PACKED_ARGUMENTS } from '../../support/unit-release-record';

const delivery = DELIVERIES['nodeLocal']!;

describe('the DaemonSet of a node-local checkpoint', () => {
  const [daemonSet] = (delivery.objects ?? []) as DaemonSet[];
  const pod = daemonSet?.spec?.template.spec;

  test('unpacks with the identity of the pods, on every node that can restore the release', () => {
    expect(daemonSet?.metadata).toMatchObject({ name: 'customers-checkpoint', namespace: 'shop' });
    expect(pod).toMatchObject({
      serviceAccountName: 'customers',
      automountServiceAccountToken: false,
      nodeSelector: { 'kubernetes.io/arch': 'amd64' },
      tolerations: [{ operator: 'Exists' }],
      volumes: [{ name: 'node', hostPath: { path: delivery.nodeFolder, type: 'DirectoryOrCreate' } }],
    });
    expect(pod?.containers[0]?.command).toEqual([
      ...['/opt/eks-crac/keep', 's3://checkpoints/checkpoints/customers/v7', '/opt/eks-crac/node', ...PACKED_ARGUMENTS],
    ]);
  });

  test('takes longer than any pod would wait, so that a slow node does not begin again and again', () => {
    expect(pod?.containers[0]?.env).toContainEqual({ name: 'EKS_CRAC_FETCH_SECONDS', value: '3600' });
  });

  test('is root without any capability, on a read-only root', () => {
    expect(pod?.containers[0]?.securityContext).toEqual({
      ...{ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
      ...{ runAsGroup: 0, runAsNonRoot: false, runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } },
    });
  });

  test('is one of the objects of the workload, whose namespace allows a folder of the node', () => {
    const changes = { engine: 'warp', delivery, createNamespace: true } as const;
    expect(objectsOf(changes)).toContain(daemonSet);
    expect(only('Namespace', changes).metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'privileged',
    });
  });
});
