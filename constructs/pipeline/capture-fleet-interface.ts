import type { IFleet } from 'aws-cdk-lib/aws-codebuild';
import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { CpuClass } from '../engines';
import type { ReservedHost } from './capture-host';

/** Hosts on which pipelines of one CPU class capture. */
export interface ICaptureFleet extends IConnectable {
  /** The CodeBuild fleet. */
  readonly fleet: IFleet;
  /** The VPC of the builds. */
  readonly vpc: IVpc;
  /** The class whose checkpoints it captures. */
  readonly cpuClass: CpuClass;
  /** What its hosts are. */
  readonly host: ReservedHost;
}
