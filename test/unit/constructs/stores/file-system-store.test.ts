import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ThroughputMode } from 'aws-cdk-lib/aws-efs';
import type { PersistentVolume, PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import { CheckpointFileSystem, CheckpointStore } from '../../../../constructs';
import { ACCOUNT, REGION } from '../../../support/cdk/iam';
import type { Request } from '../../../support/cdk/iam';
import { nagFindings } from '../../../support/cdk/nag';
import { PACKED_ARGUMENTS } from '../../../support/unit-release-record';
import { storeScene } from '../../../support/cdk/store-scene';

/**
 * `volumeCapAccessModes` of the EFS CSI driver 3.3.0 and 3.4.1, pkg/driver/node.go: SINGLE_NODE_WRITER and
 * MULTI_NODE_MULTI_WRITER, by the names that the kubelet translates to these.
 */
const MOUNTED_MODES = ['ReadWriteOnce', 'ReadWriteMany'];

describe('a file system', () => {
  const copies = [{ type: 'efs' as const, fileSystemId: 'fs-1', accessPointId: 'fsap-1', path: '/customers/v7' }];
  const made = () =>
    storeScene((stack, vpc) => CheckpointStore.fileSystem(new CheckpointFileSystem(stack, 'Store', { vpc })), copies);

  function bound() {
    const all = made();
    all.store.bindPipeline(all.stack, all.writer);
    const delivery = all.store.bindWorkload(all.stack, all.reader);
    const policies = all.policies();
    const resource = policies.arn(policies.find('AWS::EFS::FileSystem'));
    const point = policies.arn(policies.find('AWS::EFS::AccessPoint'));
    const through = (action: string, accessPoint = point): Request => ({
      action: `elasticfilesystem:${action}`,
      resource,
      context: { 'elasticfilesystem:AccessPointArn': accessPoint },
    });
    return { ...all, delivery, policies, through };
  }

  test('lets the pipeline write and the driver mount, through the access point alone, and every action is needed', async () => {
    const { policies, through } = bound();
    const needs: Record<string, Request[]> = {
      Writer: [through('ClientMount'), through('ClientWrite')],
      Driver: [through('ClientMount')],
    };
    for (const [id, needed] of Object.entries(needs)) {
      const role = policies.find('AWS::IAM::Role', id);
      for (const request of needed)
        expect([id, request, await policies.allows(role, request)]).toEqual([id, request, true]);
      expect(await policies.superfluous(role, needed)).toEqual([]);
      const refused = [
        through('ClientRootAccess'),
        through('ClientMount', `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:access-point/fsap-other`),
        ...(id === 'Driver' ? [through('ClientWrite')] : []),
      ];
      for (const request of refused)
        expect([id, request, await policies.allows(role, request)]).toEqual([id, request, false]);
    }
  });

  test('is open on the port of NFS to pipeline and nodes alone', () => {
    const template = Template.fromStack(bound().stack);
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')) as {
      Properties: { FromPort: number; CidrIp?: string; SourceSecurityGroupId?: unknown };
    }[];
    expect(rules).toHaveLength(2);
    for (const { Properties } of rules) {
      expect(Properties.FromPort).toBe(2049);
      expect(Properties.CidrIp).toBeUndefined();
      expect(Properties.SourceSecurityGroupId).toBeDefined();
    }
  });

  test('is encrypted, allows nobody without TLS and nothing by itself', () => {
    const { stack } = made();
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::EFS::FileSystem', {
      Encrypted: true,
      KmsKeyId: Match.anyValue(),
      ThroughputMode: 'elastic',
      FileSystemPolicy: Match.objectLike({
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      }),
    });
    expect(nagFindings(stack).filter((finding) => finding.includes('EFS'))).toEqual([]);
  });

  test('is mounted read-only by a claim of the workload', () => {
    const { delivery } = bound();
    expect(delivery).toMatchObject({ image: 'service', volume: { emptyDir: {} }, mapsUsers: false });
    expect(delivery.fetch).toEqual({
      command: ['/opt/eks-crac/fetch', '/opt/eks-crac/packed', '/opt/eks-crac/store', ...PACKED_ARGUMENTS],
      from: {
        volume: { name: 'packed', persistentVolumeClaim: { claimName: 'customers-checkpoint', readOnly: true } },
        subPath: 'customers/v7',
      },
    });
    expect(delivery.objects?.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['PersistentVolume', 'shop-customers-checkpoint'],
      ['PersistentVolumeClaim', 'customers-checkpoint'],
    ]);
  });

  test('has the access modes that the driver mounts, and is read-only by everything else', () => {
    const [volume, claim] = bound().delivery.objects as [PersistentVolume, PersistentVolumeClaim];
    for (const { spec } of [volume, claim])
      expect(spec?.accessModes?.filter((mode) => !MOUNTED_MODES.includes(mode))).toEqual([]);
    expect(claim.spec?.accessModes).toEqual(volume.spec?.accessModes);
    expect(volume.spec?.csi?.readOnly).toBe(true);
    expect(bound().delivery.fetch?.from?.volume.persistentVolumeClaim?.readOnly).toBe(true);
  });

  test('refuses a pipeline in another network', () => {
    const { stack, store, writer } = made();
    const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    expect(() => store.bindPipeline(stack, { ...writer, vpc })).toThrow(
      new Error(
        'CheckpointStore.fileSystem() is in the VPC Stack/Vpc, and the pipeline builds in Stack/Other; give both the same `vpc`, or pass a file system that both reach by CheckpointFileSystem.fromAttributes() [at Stack]',
      ),
    );
  });

  test('refuses a cluster in another network', () => {
    const { reader, stack, store } = made();
    const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    expect(() => store.bindWorkload(stack, { ...reader, vpc })).toThrow(
      new Error(
        "CheckpointStore.fileSystem() is in the VPC Stack/Vpc, and the cluster's nodes are in Stack/Other; give both the same `vpc`, or pass a file system that both reach by CheckpointFileSystem.fromAttributes() [at Stack]",
      ),
    );
  });

  test('refuses a throughput that needs a rate', () => {
    const { stack } = made();
    const vpc = new Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    const throughputMode = ThroughputMode.PROVISIONED;
    expect(() => new CheckpointFileSystem(stack, 'Fast', { vpc, throughputMode })).toThrow(
      new Error(
        '`throughputMode` must be ELASTIC or BURSTING, got: "provisioned", which needs a rate; pass a file system of your own by CheckpointFileSystem.fromAttributes() [at Stack/Fast]',
      ),
    );
  });

  test('refuses a cluster whose driver may be granted nothing', () => {
    const { reader, stack, store } = made();
    const without = { ...reader, fileSystemDriver: undefined };
    expect(() => store.bindWorkload(stack, without)).toThrow(
      new Error(
        'CheckpointStore.fileSystem() needs the identity of the EFS CSI driver, and the cluster has no `fileSystemDriver`; pass it to RestoreCluster.fromCluster(), or choose another store [at Stack]',
      ),
    );
  });
});
