import type { PersistentVolume } from 'kubernetes-types/core/v1';
import { CheckpointBucket, CheckpointStore } from '../../../../constructs';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { storeScene } from '../../../support/cdk/store-scene';

describe('a mounted bucket', () => {
  const copies = [{ type: 's3' as const, bucket: 'given', prefix: 'checkpoints/customers/v7' }];
  const scene = () =>
    storeScene((stack) => CheckpointStore.mountedBucket(new CheckpointBucket(stack, 'Store').bucket), copies);

  test('is a bucket to the pipeline, and gives pods the rights of one, with which the driver mounts', async () => {
    const { policies, reader, stack, store, writer } = scene();
    expect(Object.keys(store.bindPipeline(stack, writer).publish)).toEqual(['s3']);
    const delivery = store.bindWorkload(stack, reader);
    const [volume] = (delivery.objects ?? []) as PersistentVolume[];
    expect(volume?.spec?.mountOptions).toContain('prefix checkpoints/customers/');
    expect(delivery.fetch?.from?.subPath).toBe('v7');
    const all = policies();
    const bucket = all.arn(all.find('AWS::S3::Bucket', 'StoreBucket'));
    const list = { action: 's3:ListBucket', resource: bucket, context: { 's3:prefix': 'checkpoints/customers/' } };
    expect(await all.allows(all.find('AWS::IAM::Role', 'Reader'), list)).toBe(true);
  });

  test('refuses a cluster without the driver', () => {
    const { reader, stack, store } = scene();
    expect(() => store.bindWorkload(stack, { ...reader, bucketDriver: false })).toThrow(
      new Error(
        'CheckpointStore.mountedBucket() needs the Mountpoint for S3 CSI driver, and the cluster has no `addOns: { bucketDriver: true }`; add it, or choose CheckpointStore.bucket() [at Stack]',
      ),
    );
    expect(store.bindWorkload(stack, { ...reader, bucketDriver: true }).image).toBe('service');
  });
});

describe('an image volume', () => {
  const copies = [{ type: 'oci-volume' as const, digest: digestOf('e') }];
  const scene = (stores: typeof RECORD.stores) => storeScene(() => CheckpointStore.ociVolume(), stores);

  test('is pushed by the stage and pulled by the node, which need no more rights for it', () => {
    const { reader, stack, store, writer } = scene(copies);
    expect(store.bindPipeline(stack, writer)).toEqual({ publish: { volume: true } });
    expect(store.bindWorkload(stack, reader).volume).toMatchObject({
      image: { reference: `${RECORD.repository}@${digestOf('e')}` },
    });
    expect(store.bindRetention(stack, writer)).toEqual({});
  });

  test('is refused for a release that was published without one', () => {
    const { reader, stack, store } = scene([{ type: 'image' }]);
    expect(() => store.bindWorkload(stack, reader)).toThrow('has no checkpoint in this ociVolume store, only: image;');
  });
});
