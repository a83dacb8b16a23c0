import type { DaemonSet } from 'kubernetes-types/apps/v1';
import { CheckpointBucket, CheckpointStore } from '../../../../constructs';
import { storeScene } from '../../../support/cdk/store-scene';

describe('a node-local store', () => {
  const copies = [{ type: 's3' as const, bucket: 'given', prefix: 'checkpoints/customers/v7' }];

  function bound(make: typeof CheckpointStore.bucket) {
    const all = storeScene((stack) => make(new CheckpointBucket(stack, 'Store').bucket), copies);
    return { ...all, delivery: all.store.bindWorkload(all.stack, all.reader), policies: all.policies() };
  }

  test('is a bucket to the pipeline, and gives pods the rights of one, which its DaemonSet shares', async () => {
    const { delivery, policies, stack, store, writer } = bound((bucket) => CheckpointStore.nodeLocal(bucket));
    expect(Object.keys(store.bindPipeline(stack, writer).publish)).toEqual(['s3']);
    const bucket = policies.arn(policies.find('AWS::S3::Bucket', 'StoreBucket'));
    const reader = policies.find('AWS::IAM::Role', 'Reader');
    const needed = { action: 's3:GetObject', resource: `${bucket}/checkpoints/customers/v7/checkpoint.pack` };
    expect(await policies.allows(reader, needed)).toBe(true);
    const [daemonSet] = (delivery.objects ?? []) as DaemonSet[];
    expect(daemonSet?.spec?.template.spec?.serviceAccountName).toBe('customers');
  });

  test('is fetched as from a bucket where the node has none', () => {
    const { fetch, nodeFolder } = bound((bucket) => CheckpointStore.nodeLocal(bucket)).delivery;
    const { fetch: ofBucket } = bound((bucket) => CheckpointStore.bucket(bucket)).delivery;
    expect(nodeFolder).toBe('/var/lib/eks-crac/shop/customers');
    expect(fetch?.command).toEqual(ofBucket?.command);
    expect(fetch?.env?.map(({ name }) => name)).toEqual(['AWS_REGION', 'EKS_CRAC_NODE']);
  });
});
