import { Annotations, Token } from 'aws-cdk-lib';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { fileSystemDelivery } from '../../manifests';
import type { CheckpointDelivery, UnpackOptions } from '../../manifests';
import { UsageError } from '../core/errors';
import { areDifferentNetworks } from '../core/networks';
import type { ICheckpointFileSystem } from './checkpoint-file-system';
import type {
  ICheckpointStore,
  StoreCleaner,
  StorePublishConfig,
  StoreReader,
  StoreRetentionConfig,
  StoreWriter,
} from './checkpoint-store';
import { requirePacked, requireStored } from './stored-checkpoint';

const NFS = Port.tcp(2049);

/** Where pods unpack a checkpoint from a file system. */
export type FileSystemStoreOptions = UnpackOptions;

/** Stores checkpoints on EFS. */
export class FileSystemStore implements ICheckpointStore {
  public readonly type = 'fileSystem';

  public constructor(
    private readonly fileSystem: ICheckpointFileSystem,
    private readonly options: FileSystemStoreOptions,
  ) {}

  /** Actions: those of `grantWrite`. Opens NFS from the project's network. */
  public bindPipeline(scope: Construct, writer: StoreWriter): StorePublishConfig {
    this.validateReach(scope, writer.vpc, 'the pipeline builds');
    const { accessPointId, fileSystemId } = this.fileSystem;
    this.fileSystem.grantWrite(writer.grantee);
    this.open(writer.connections);
    return { publish: { efs: { fileSystemId, accessPointId } } };
  }

  /** Actions: those of `grantWrite`. Opens NFS from the function's network. */
  public bindRetention(scope: Construct, cleaner: StoreCleaner): StoreRetentionConfig {
    this.validateReach(scope, cleaner.vpc, 'the clean-up runs');
    const { accessPointId, fileSystemId, mountTargetsAvailable: available } = this.fileSystem;
    this.fileSystem.grantWrite(cleaner.grantee);
    return { fileSystem: { fileSystemId, accessPointId, available, openTo: (from) => this.open(from) } };
  }

  /**
   * Actions: those of `grantRead`, granted to the EFS CSI driver, whose pods mount. Opens NFS from the nodes' network.
   */
  public bindWorkload(scope: Construct, reader: StoreReader): CheckpointDelivery {
    const { fileSystemId } = this.fileSystem;
    const stored = requireStored(
      scope,
      reader.release,
      'efs',
      this.type,
      (one) => Token.isUnresolved(fileSystemId) || one.fileSystemId === fileSystemId,
    );
    if (reader.vpc !== undefined) this.validateReach(scope, reader.vpc, "the cluster's nodes are");
    this.fileSystem.grantRead(this.requireDriver(scope, reader));
    this.open(reader.connections);
    return fileSystemDelivery({
      ...{ ...reader.release._located(stored), ...this.options, packed: requirePacked(scope, reader.release) },
      ...{ name: reader.name, namespace: reader.namespace },
    });
  }

  /** Rejects another VPC: mount targets are in one VPC, and a peering that might reach it is not known here. */
  private validateReach(scope: Construct, vpc: IVpc, user: string): void {
    const own = this.fileSystem.vpc;
    if (own === undefined || !areDifferentNetworks(own, vpc)) return;
    throw new UsageError(
      'store-out-of-reach',
      `CheckpointStore.fileSystem() is in the VPC ${own.node.path}, and ${user} in ${vpc.node.path}; give both the same \`vpc\`, or pass a file system that both reach by CheckpointFileSystem.fromAttributes()`,
      scope,
    );
  }

  private requireDriver(scope: Construct, { fileSystemDriver }: StoreReader) {
    if (fileSystemDriver !== undefined) return fileSystemDriver;
    throw new UsageError(
      'conflicting-props',
      'CheckpointStore.fileSystem() needs the identity of the EFS CSI driver, and the cluster has no `fileSystemDriver`; pass it to RestoreCluster.fromCluster(), or choose another store',
      scope,
    );
  }

  /**
   * Creates the rule in the scope of the connecting side: on the other side, the two stacks would depend on each other.
   */
  private open(from: IConnectable): void {
    from.connections.allowTo(this.fileSystem, NFS, 'checkpoints');
    // A security group that allows all outbound traffic needs no rule, so its warning is acknowledged.
    for (const group of from.connections.securityGroups) {
      Annotations.of(group).acknowledgeWarning('@aws-cdk/aws-ec2:ipv4IgnoreEgressRule', 'it may send anywhere');
    }
  }
}
