import type { PersistentVolume } from 'kubernetes-types/core/v1';
import { mountedBucketDelivery, volumeDelivery } from '../../../manifests';
import { PACKED_ARGUMENTS, RECORD } from '../../support/unit-release-record';
import { DELIVERIES, only } from '../../support/unit-workload';

const { packed } = RECORD.checkpoint;
if (packed === undefined) throw new Error('the record has no pack');

describe('a checkpoint in an image of its own', () => {
  const delivery = volumeDelivery({ repository: RECORD.repository, digest: 'sha256:x' });

  test('is a volume of a pod of vN, and no init container waits for it', () => {
    const { template } = only('Deployment', { delivery }).spec ?? {};
    expect(template?.spec?.initContainers).toBeUndefined();
    expect(template?.spec?.volumes).toContainEqual({
      ...{ name: 'checkpoint' },
      image: { reference: `${RECORD.repository}@sha256:x`, pullPolicy: 'IfNotPresent' },
    });
    expect(template?.spec?.containers[0]).toMatchObject({
      image: `${RECORD.repository}@${RECORD.images.service.digest}`,
      volumeMounts: expect.arrayContaining([
        { name: 'checkpoint', mountPath: '/opt/eks-crac/store', readOnly: true },
      ]) as unknown,
    });
  });

  test('has the deadline of its store', () => {
    const stores = [...RECORD.stores, { type: 'oci-volume' as const, deadlineMs: 7000, digest: 'sha256:x' }];
    const { template } = only('Deployment', { delivery, stores }).spec ?? {};
    expect(template?.spec?.containers[0]?.env).toContainEqual({ name: 'EKS_CRAC_DEADLINE_MS', value: '7000' });
  });
});

describe('a mounted bucket', () => {
  const delivery = mountedBucketDelivery({
    ...{ bucket: 'given', servicePrefix: 'checkpoints/customers', folder: 'v7', region: 'eu-west-1', packed },
    ...{ name: 'customers', namespace: 'shop' },
  });

  test('is mounted with the identity of the pods, read-only, and only the objects of the service', () => {
    const [volume] = (delivery.objects ?? []) as PersistentVolume[];
    expect(volume?.metadata?.name).toBe('shop-customers-checkpoint');
    expect(volume?.spec).toMatchObject({
      claimRef: { name: 'customers-checkpoint', namespace: 'shop' },
      csi: {
        ...{ driver: 's3.csi.aws.com', readOnly: true, volumeHandle: 'shop-customers-checkpoint' },
        volumeAttributes: { bucketName: 'given', authenticationSource: 'pod' },
      },
      mountOptions: ['read-only', 'allow-other', 'region eu-west-1', 'prefix checkpoints/customers/'],
    });
  });

  test('is unpacked by an init container, which alone has the folder of the release', () => {
    expect(delivery.fetch).toMatchObject({
      command: ['/opt/eks-crac/fetch', '/opt/eks-crac/packed', '/opt/eks-crac/store', ...PACKED_ARGUMENTS],
      from: { subPath: 'v7', volume: { persistentVolumeClaim: { claimName: 'customers-checkpoint', readOnly: true } } },
    });
    expect(delivery).toMatchObject({ image: 'service', store: 's3', mapsUsers: false, volume: { emptyDir: {} } });
    expect(Object.keys(DELIVERIES)).toContain('mountedBucket');
  });
});
