import type { PersistentVolume } from 'kubernetes-types/core/v1';
import { fileSystemDelivery } from '../../manifests';
import { RECORD } from '../support/unit-release-record';
import { EfsDriver } from './csi/efs-driver';
import { describeOnCluster, MINUTES } from './scene/on-cluster';

/** The driver's own node service, with a stand-in for `mount`: no file system of AWS is here. */
describeOnCluster('the EFS CSI driver', () => {
  let driver: EfsDriver;
  beforeAll(async () => {
    driver = await EfsDriver.start();
  }, 10 * MINUTES);
  afterAll(() => driver.stop());

  function volume(): PersistentVolume {
    const { packed } = RECORD.checkpoint;
    if (packed === undefined) throw new Error('the record has no pack');
    const copy = {
      fileSystemId: 'fs-0123456789abcdef0',
      accessPointId: 'fsap-0123456789abcdef0',
      path: '/customers/v7',
    };
    const { objects = [] } = fileSystemDelivery({ ...copy, packed, name: 'customers', namespace: 'shop' });
    const found = objects.find(({ kind }) => kind === 'PersistentVolume');
    return found as PersistentVolume;
  }

  test('mounts the volume of a workload by its access point, with TLS and the identity of its role, read-only', async () => {
    expect(await driver.publish(volume())).toBe(
      '-t efs -o accesspoint=fsap-0123456789abcdef0,tls,ro,iam fs-0123456789abcdef0:/ TARGET',
    );
  });

  test('refuses the access mode that a read-only volume seems to want', async () => {
    const { spec, ...rest } = volume();
    await expect(driver.publish({ ...rest, spec: { ...spec, accessModes: ['ReadOnlyMany'] } })).rejects.toThrow(
      'Volume capability not supported: invalid access mode: MULTI_NODE_READER_ONLY',
    );
  });
});
