import { Template } from 'aws-cdk-lib/assertions';
import { CheckpointExpressBucket, CheckpointStore } from '../../../../constructs';
import type { ICheckpointExpressBucket } from '../../../../constructs';
import type { Stack } from 'aws-cdk-lib';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import type { Request } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { storeScene } from '../../../support/cdk/store-scene';

const GIVEN = 'customers--euw1-az1--x-s3';
const COPIES = [
  { type: 'image' as const },
  { type: 's3-express' as const, bucket: GIVEN, prefix: 'checkpoints/customers/v7' },
];
const given = (stack: Stack) => CheckpointExpressBucket.fromAttributes(stack, 'Given', { bucketName: GIVEN });
const made = (stack: Stack) => new CheckpointExpressBucket(stack, 'Store', { availabilityZoneId: 'euw1-az1' });

function bound(bucketOf: (stack: Stack) => ICheckpointExpressBucket) {
  const all = storeScene((stack) => CheckpointStore.expressBucket(bucketOf(stack)), COPIES);
  const { publish } = all.store.bindPipeline(all.stack, all.writer);
  return { ...all, publish, delivery: all.store.bindWorkload(all.stack, all.reader), policies: all.policies() };
}

const session = (mode: 'ReadWrite' | 'ReadOnly', name = GIVEN): Request => ({
  action: 's3express:CreateSession',
  resource: `arn:aws:s3express:${REGION}:${ACCOUNT}:bucket/${name}`,
  context: { 's3express:SessionMode': mode },
});

describe('a directory bucket', () => {
  test('opens sessions: the pipeline’s write, and those of the pods only read', async () => {
    const { policies } = bound(given);
    const [writer, reader] = ['Writer', 'Reader'].map((id) => policies.find('AWS::IAM::Role', id)) as [string, string];
    expect(await policies.allows(writer, session('ReadWrite'))).toBe(true);
    expect(await policies.allows(reader, session('ReadOnly'))).toBe(true);
    expect(await policies.allows(reader, session('ReadWrite'))).toBe(false);
    expect(await policies.allows(reader, session('ReadOnly', 'orders--euw1-az1--x-s3'))).toBe(false);
    expect(await policies.superfluous(writer, [session('ReadWrite')])).toEqual([]);
    expect(await policies.superfluous(reader, [session('ReadOnly')])).toEqual([]);
  });

  test('is written by the stage, and fetched from by the pods, by its name', () => {
    const { delivery, publish } = bound(given);
    expect(publish).toEqual({ s3Express: { bucket: GIVEN, prefix: 'checkpoints', region: REGION } });
    expect(delivery.store).toBe('s3-express');
    expect(delivery.fetch?.command[1]).toBe(`s3://${GIVEN}/checkpoints/customers/v7`);
    expect(delivery.fetch?.env).toEqual([{ name: 'AWS_REGION', value: REGION }]);
  });

  test('is in one zone, encrypted with a key that the pods may only decrypt with, and is kept', async () => {
    const { policies, stack } = bound(made);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::S3Express::DirectoryBucket', {
      DataRedundancy: 'SingleAvailabilityZone',
      LocationName: 'euw1-az1',
    });
    template.hasResource('AWS::S3Express::DirectoryBucket', { DeletionPolicy: 'RetainExceptOnCreate' });
    const resource = policies.arn(policies.find('AWS::KMS::Key'));
    const allowed = (id: string, action: string) =>
      policies.allows(policies.find('AWS::IAM::Role', id), { action, resource });
    expect(await allowed('Writer', 'kms:GenerateDataKey')).toBe(true);
    expect(await allowed('Reader', 'kms:Decrypt')).toBe(true);
    expect(await allowed('Reader', 'kms:GenerateDataKey')).toBe(false);
    expect(nagFindings(stack).filter((finding) => finding.includes('Store'))).toEqual([]);
  });

  test('is cleaned by sessions that write', async () => {
    const { policies, stack, store, writer } = storeScene(
      (scope) => CheckpointStore.expressBucket(given(scope)),
      COPIES,
    );
    store.bindRetention(stack, writer);
    const role = policies();
    expect(await role.allows(role.find('AWS::IAM::Role', 'Writer'), session('ReadWrite'))).toBe(true);
  });

  test('refuses a name that is not one of a directory bucket', () => {
    const make = (stack: Stack) =>
      CheckpointExpressBucket.fromAttributes(stack, 'Given', { bucketName: 'checkpoints' });
    expect(() => storeScene((stack) => CheckpointStore.expressBucket(make(stack)))).toThrow(
      new Error(
        '`bucketName` must be the name of a directory bucket, which ends with its zone and --x-s3, got: "checkpoints"; for other buckets there is CheckpointStore.bucket()',
      ),
    );
  });

  test('refuses the name of a zone', () => {
    const make = (stack: Stack) => new CheckpointExpressBucket(stack, 'Store', { availabilityZoneId: 'eu-west-1a' });
    expect(() => storeScene((stack) => CheckpointStore.expressBucket(make(stack)))).toThrow(
      new Error(
        '`availabilityZoneId` must be the id of a zone, not its name, for example \'euw1-az1\', got: "eu-west-1a"; `aws ec2 describe-availability-zones` shows the ids [at Stack/Store]',
      ),
    );
  });
});
