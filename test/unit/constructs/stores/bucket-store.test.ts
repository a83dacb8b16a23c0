import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CheckpointBucket, CheckpointStore, Release } from '../../../../constructs';
import { REGION } from '../../../support/cdk/iam';
import type { Request } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { PACKED_ARGUMENTS, RECORD } from '../../../support/unit-release-record';
import { storeScene } from '../../../support/cdk/store-scene';

const OTHER = 'arn:aws:s3:::somebody-elses/checkpoints/customers/v1/x';

describe('a bucket', () => {
  const copies = [
    { type: 'image' as const },
    { type: 's3' as const, bucket: 'given', prefix: 'checkpoints/customers/v7' },
  ];
  const made = () => storeScene((stack) => CheckpointStore.bucket(new CheckpointBucket(stack, 'Store').bucket), copies);

  function bound() {
    const all = made();
    all.store.bindPipeline(all.stack, all.writer);
    const delivery = all.store.bindWorkload(all.stack, all.reader);
    const policies = all.policies();
    const bucket = policies.arn(policies.find('AWS::S3::Bucket', 'StoreBucket'));
    const key = policies.arn(policies.find('AWS::KMS::Key'));
    return { ...all, bucket, delivery, key, policies };
  }

  const list = (bucket: string, prefix: string): Request => ({
    action: 's3:ListBucket',
    resource: bucket,
    context: { 's3:prefix': prefix },
  });

  test('lets the pipeline write the copies of its service, and every action is needed', async () => {
    const { bucket, key, policies } = bound();
    const writer = policies.find('AWS::IAM::Role', 'Writer');
    const object = `${bucket}/checkpoints/customers/v7/checkpoint.pack`;
    const needed: Request[] = [
      ...['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:DeleteObject'].map((action) => ({
        action,
        resource: object,
      })),
      list(bucket, 'checkpoints/customers/v7/'),
      ...['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({ action, resource: key })),
    ];
    for (const request of needed) expect([request, await policies.allows(writer, request)]).toEqual([request, true]);
    expect(await policies.superfluous(writer, needed)).toEqual([]);
  });

  test('lets the pods read the copies of their service, and every action is needed', async () => {
    const { bucket, key, policies } = bound();
    const reader = policies.find('AWS::IAM::Role', 'Reader');
    const needed: Request[] = [
      { action: 's3:GetObject', resource: `${bucket}/checkpoints/customers/v7/checkpoint.pack` },
      list(bucket, 'checkpoints/customers/v7/'),
      { action: 'kms:Decrypt', resource: key },
    ];
    for (const request of needed) expect([request, await policies.allows(reader, request)]).toEqual([request, true]);
    expect(await policies.superfluous(reader, needed)).toEqual([]);
  });

  test('keeps everything else from both', async () => {
    const { bucket, policies } = bound();
    const [writer, reader] = ['Writer', 'Reader'].map((id) => policies.find('AWS::IAM::Role', id)) as [string, string];
    const refused: [string, Request][] = [
      [writer, { action: 's3:PutObject', resource: `${bucket}/checkpoints/orders/v1/checkpoint.pack` }],
      [writer, { action: 's3:GetObject', resource: `${bucket}/checkpoints/orders/v7/checkpoint.pack` }],
      [writer, { action: 's3:PutObject', resource: OTHER }],
      [reader, { action: 's3:GetObject', resource: `${bucket}/checkpoints/orders/v1/checkpoint.pack` }],
      [reader, { action: 's3:PutObject', resource: `${bucket}/checkpoints/customers/v7/checkpoint.pack` }],
      [reader, { action: 's3:GetObject', resource: OTHER }],
      [reader, list(bucket, 'checkpoints/orders/')],
      [reader, list(bucket, '')],
    ];
    for (const [role, request] of refused)
      expect([request, await policies.allows(role, request)]).toEqual([request, false]);
  });

  test('tells the stage where to write, and the pod what to fetch', () => {
    const { delivery, stack, store, writer } = bound();
    const { publish } = store.bindPipeline(stack, writer);
    expect(publish.s3).toMatchObject({ prefix: 'checkpoints', region: REGION });
    expect(delivery.fetch).toEqual({
      command: [
        ...['/opt/eks-crac/fetch', 's3://given/checkpoints/customers/v7', '/opt/eks-crac/store'],
        ...PACKED_ARGUMENTS,
      ],
      env: [{ name: 'AWS_REGION', value: REGION }],
    });
    expect(delivery).toMatchObject({ image: 'service', mapsUsers: true, volume: { emptyDir: {} } });
  });

  test('is unpacked into memory where that is asked for', () => {
    const { reader, stack, store } = storeScene(
      (scope) => CheckpointStore.bucket(Bucket.fromBucketName(scope, 'Given', 'given'), { inMemory: true }),
      copies,
    );
    expect(store.bindWorkload(stack, reader).volume).toMatchObject({ emptyDir: { medium: 'Memory' } });
  });

  test('refuses a release whose stored copies have an older form', () => {
    const { reader, stack, store } = made();
    const older = { ...RECORD.checkpoint, packed: undefined };
    const release = Release.fromRecord({ ...RECORD, checkpoint: older, stores: copies });
    expect(() => store.bindWorkload(stack, { ...reader, release })).toThrow(
      new Error(
        'release v7 of customers has stored copies of plain files, an older form, which pods of this version cannot read; use a release that was built since, or choose CheckpointStore.image() [at Stack]',
      ),
    );
  });

  test('is encrypted, versioned, logged and closed', () => {
    const { stack } = made();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }),
          }),
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { LogFilePrefix: 'checkpoints/' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(nagFindings(stack).filter((finding) => finding.includes('Store'))).toEqual([]);
  });

  test('never expires a current object', () => {
    const template = Template.fromStack(made().stack);
    const [bucket] = Object.entries(template.findResources('AWS::S3::Bucket')).filter(([id]) =>
      id.startsWith('StoreBucket'),
    );
    const { Rules } = (bucket?.[1] as { Properties: { LifecycleConfiguration: { Rules: object[] } } }).Properties
      .LifecycleConfiguration;
    expect(Rules).toEqual([
      {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        ExpiredObjectDeleteMarker: true,
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        Status: 'Enabled',
      },
    ]);
  });

  test.each([
    [Duration.hours(12), '12 hours'],
    [Duration.hours(36), '1 day 12 hours'],
    [Duration.days(0), '0 days'],
  ])('refuses to keep deleted versions for %s', (noncurrentVersionExpiration, got) => {
    const make = () =>
      storeScene((stack) =>
        CheckpointStore.bucket(new CheckpointBucket(stack, 'Store', { noncurrentVersionExpiration }).bucket),
      );
    expect(make).toThrow(
      new Error(
        `\`noncurrentVersionExpiration\` must be whole days, at least 1, got: ${got}; write for example Duration.days(7) [at Stack/Store]`,
      ),
    );
  });

  test('keeps deleted versions for a day when told', () => {
    const noncurrentVersionExpiration = Duration.days(1);
    const { stack } = storeScene((scope) =>
      CheckpointStore.bucket(new CheckpointBucket(scope, 'Store', { noncurrentVersionExpiration }).bucket),
    );
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 1 } })] },
    });
  });

  test('refuses a prefix that ends with a slash', () => {
    expect(() =>
      storeScene((stack) => CheckpointStore.bucket(new Bucket(stack, 'Given'), { prefix: 'checkpoints/' })),
    ).toThrow(
      new Error(
        "`prefix` must be a path of letters, digits, '.', '_' and '-' without a slash at either end, got: \"checkpoints/\"",
      ),
    );
  });

  test('refuses a release that has no copy in it', () => {
    const { reader, stack, store } = storeScene((scope) =>
      CheckpointStore.bucket(Bucket.fromBucketName(scope, 'Given', 'given')),
    );
    expect(() => store.bindWorkload(stack, reader)).toThrow(
      new Error(
        "release v7 of customers has no checkpoint in this bucket store, only: image; add the store to the pipeline's `stores` and use a release that was built since, or choose CheckpointStore.image() [at Stack]",
      ),
    );
  });

  test('refuses a release whose copy is in another bucket', () => {
    const { reader, stack, store } = storeScene(
      (scope) => CheckpointStore.bucket(Bucket.fromBucketName(scope, 'Given', 'another')),
      copies,
    );
    expect(() => store.bindWorkload(stack, reader)).toThrow(
      new Error(
        "release v7 of customers has no checkpoint in this bucket store, only: image, s3; add the store to the pipeline's `stores` and use a release that was built since, or choose CheckpointStore.image() [at Stack]",
      ),
    );
  });
});

describe('a bucket that exists already', () => {
  const copies = [{ type: 's3' as const, bucket: 'given', prefix: 'checkpoints/customers/v7' }];

  test('in another region is written and read there', () => {
    const { store, stack, writer, reader } = storeScene(
      (scope) =>
        CheckpointStore.bucket(
          Bucket.fromBucketAttributes(scope, 'Far', { bucketName: 'given', region: 'eu-central-1' }),
        ),
      copies,
    );
    expect(store.bindPipeline(stack, writer).publish.s3).toMatchObject({ region: 'eu-central-1' });
    expect(store.bindWorkload(stack, reader).fetch?.env).toEqual([{ name: 'AWS_REGION', value: 'eu-central-1' }]);
  });

  test('known by its name has the key that is told', async () => {
    const scene = storeScene((scope) => {
      const encryptionKey = new Key(scope, 'Theirs');
      return CheckpointStore.bucket(Bucket.fromBucketName(scope, 'Named', 'given'), { encryptionKey });
    }, copies);
    scene.store.bindPipeline(scene.stack, scene.writer);
    scene.store.bindWorkload(scene.stack, scene.reader);
    const policies = scene.policies();
    const resource = policies.arn(policies.find('AWS::KMS::Key', 'Theirs'));
    const allowed = (id: string, action: string) =>
      policies.allows(policies.find('AWS::IAM::Role', id), { action, resource });
    expect(await allowed('Writer', 'kms:GenerateDataKey')).toBe(true);
    expect(await allowed('Reader', 'kms:Decrypt')).toBe(true);
    expect(await allowed('Reader', 'kms:GenerateDataKey')).toBe(false);
  });
});
