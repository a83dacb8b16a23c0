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

  /**
   * The machine image of its hosts, by its id.
   *
   * @default - CodeBuild's own, or that of a fleet that is only referred to, which is not known
   */
  readonly machineImage?: string;
}
