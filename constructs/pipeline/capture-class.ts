import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { CpuClass } from '../engines';
import type { ICaptureFleet } from './capture-fleet-interface';
import type { CaptureHost } from './capture-host';

/** A CPU class for which a pipeline captures, and where. */
export interface CaptureClass {
  /** The CPU class of the capture host and of nodes on which a release may be restored. */
  readonly cpuClass: CpuClass;

  /**
   * The machine on which it is captured.
   *
   * @default CaptureHost.ec2()
   */
  readonly host?: CaptureHost;

  /**
   * Capture hosts that pipelines of this CPU class share; excludes `host` and `subnet`, which are the fleet's.
   *
   * @default - a new fleet with one host, which is billed even when idle, or none if `host` is on demand
   */
  readonly fleet?: ICaptureFleet;

  /**
   * The subnet of the builds; its zone must have the instance type of the host.
   *
   * @default - the first private subnet of `vpc`, or all of them if `host` is on demand
   */
  readonly subnet?: ISubnet;
}

interface CaptureClasses extends CaptureClass {
  readonly otherClasses?: readonly CaptureClass[];
}

/** Returns all classes of a pipeline, the one of its own props first. */
export function captureClasses(props: CaptureClasses): readonly [CaptureClass, ...CaptureClass[]] {
  const { cpuClass, fleet, host, otherClasses = [], subnet } = props;
  const own = {
    cpuClass,
    ...(fleet === undefined ? {} : { fleet }),
    ...(host === undefined ? {} : { host }),
    ...(subnet === undefined ? {} : { subnet }),
  };
  return [own, ...otherClasses];
}
