import { RemovalPolicy } from 'aws-cdk-lib';
import { Connections, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConnectable, ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem, ThroughputMode } from 'aws-cdk-lib/aws-efs';
import type { IAccessPoint, IFileSystem } from 'aws-cdk-lib/aws-efs';
import { AnyPrincipal, Effect, Grant, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import { UsageError } from '../core/errors';
import { rotatingKey } from '../core/rotating-key';

/** A file system for checkpoints, and its access point. */
export interface ICheckpointFileSystem extends IConnectable {
  /** The VPC of its mount targets. @default - unknown, and not checked */
  readonly vpc?: IVpc;
  /** The id of the file system that stage and pods mount. */
  readonly fileSystemId: string;
  /** The id of the access point, the only way to write and read checkpoints. */
  readonly accessPointId: string;
  /** What must be there before it can be mounted. */
  readonly mountTargetsAvailable: IDependable;

  /** Actions: elasticfilesystem:ClientMount and elasticfilesystem:ClientWrite, through the access point. */
  grantWrite(grantee: IGrantable): Grant;

  /** Actions: elasticfilesystem:ClientMount, through the access point. */
  grantRead(grantee: IGrantable): Grant;
}

/** An existing file system. */
export interface CheckpointFileSystemAttributes {
  /** The file system, reachable from builds and nodes. */
  readonly fileSystem: IFileSystem;
  /** The access point. Its user writes the checkpoints; its folder must be readable by the users of all services. */
  readonly accessPoint: IAccessPoint;
}

/** Properties of a file system for checkpoints. */
export interface CheckpointFileSystemProps {
  /** The VPC of its mount targets: that of builds and nodes, or one reachable from there. */
  readonly vpc: IVpc;

  /**
   * The throughput mode, which determines the cost: `ELASTIC` or `BURSTING`.
   *
   * @default ThroughputMode.ELASTIC
   */
  readonly throughputMode?: ThroughputMode;

  /**
   * The key that encrypts the files.
   *
   * @default - a new key, rotated every year
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the file system when its stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

// A user reserved for the access point: no service runs as this user, and all may read what it writes.
const OWNER = '64000';

abstract class CheckpointFileSystemBase extends Construct implements ICheckpointFileSystem {
  public abstract readonly fileSystemId: string;
  public abstract readonly accessPointId: string;
  public abstract readonly connections: Connections;
  public abstract readonly mountTargetsAvailable: IDependable;
  protected abstract readonly fileSystemArn: string;
  protected abstract readonly accessPointArn: string;

  public grantWrite(grantee: IGrantable): Grant {
    return this.grant(grantee, 'elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite');
  }

  public grantRead(grantee: IGrantable): Grant {
    return this.grant(grantee, 'elasticfilesystem:ClientMount');
  }

  private grant(grantee: IGrantable, ...actions: string[]): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.fileSystemArn],
      conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': this.accessPointArn } },
    });
  }
}

/**
 * An EFS file system for checkpoints.
 *
 * Creates the encrypted file system, mount targets in the private subnets, an access point with a dedicated user, and a
 * security group without any rule until a store is bound. Clients must use TLS and IAM. Files contain memory of your
 * services: treat the file system as secret. AWS bills stored and transferred bytes.
 */
export class CheckpointFileSystem extends CheckpointFileSystemBase {
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: CheckpointFileSystemAttributes,
  ): ICheckpointFileSystem {
    class Import extends CheckpointFileSystemBase {
      public readonly fileSystemId = attributes.fileSystem.fileSystemId;
      public readonly accessPointId = attributes.accessPoint.accessPointId;
      public readonly connections = attributes.fileSystem.connections;
      public readonly mountTargetsAvailable = attributes.fileSystem.mountTargetsAvailable;
      protected readonly fileSystemArn = attributes.fileSystem.fileSystemArn;
      protected readonly accessPointArn = attributes.accessPoint.accessPointArn;
    }
    return new Import(scope, id);
  }

  public readonly vpc: IVpc;
  public readonly fileSystemId: string;
  public readonly accessPointId: string;
  public readonly connections: Connections;
  public readonly mountTargetsAvailable: IDependable;
  /** The underlying file system. */
  public readonly fileSystem: IFileSystem;
  protected readonly fileSystemArn: string;
  protected readonly accessPointArn: string;

  public constructor(scope: Construct, id: string, props: CheckpointFileSystemProps) {
    super(scope, id);
    this.validateThroughput(props);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc: props.vpc, allowAllOutbound: false });
    const fileSystem = this.createFileSystem(props, securityGroup);
    const accessPoint = this.createAccessPoint(fileSystem);
    this.vpc = props.vpc;
    this.fileSystem = fileSystem;
    this.fileSystemId = fileSystem.fileSystemId;
    this.mountTargetsAvailable = fileSystem.mountTargetsAvailable;
    this.fileSystemArn = fileSystem.fileSystemArn;
    this.accessPointId = accessPoint.accessPointId;
    this.accessPointArn = accessPoint.accessPointArn;
    this.connections = new Connections({ securityGroups: [securityGroup] });
  }

  private validateThroughput({ throughputMode }: CheckpointFileSystemProps): void {
    if (throughputMode !== ThroughputMode.PROVISIONED) return;
    throw new UsageError(
      'invalid-prop',
      `\`throughputMode\` must be ELASTIC or BURSTING, got: ${JSON.stringify(throughputMode)}, which needs a rate; pass a file system of your own by CheckpointFileSystem.fromAttributes()`,
      this,
    );
  }

  private createFileSystem(props: CheckpointFileSystemProps, securityGroup: ISecurityGroup): FileSystem {
    return new FileSystem(this, 'FileSystem', {
      vpc: props.vpc,
      securityGroup,
      encrypted: true,
      kmsKey: props.encryptionKey ?? rotatingKey(this),
      throughputMode: props.throughputMode ?? ThroughputMode.ELASTIC,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      // A checkpoint can be captured again, so it is not worth a backup.
      enableAutomaticBackups: false,
      fileSystemPolicy: denyWithoutTls(),
    });
  }

  private createAccessPoint(fileSystem: FileSystem): IAccessPoint {
    return fileSystem.addAccessPoint('AccessPoint', {
      path: '/checkpoints',
      posixUser: { uid: OWNER, gid: OWNER },
      createAcl: { ownerUid: OWNER, ownerGid: OWNER, permissions: '0755' },
    });
  }
}

/** A policy that allows nothing: clients are granted access through their roles. */
function denyWithoutTls(): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['elasticfilesystem:*'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  });
}
