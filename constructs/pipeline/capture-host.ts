import type { Size } from 'aws-cdk-lib';
import { ComputeType } from 'aws-cdk-lib/aws-codebuild';
import type { IMachineImage, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { CpuClass } from '../engines';
import { containerImage, instanceImage } from './build-images';
import type { HostImage } from './build-images';
import type { KnownKernel } from '../engines/engine-fit';
import { instanceSize, onDemandSize } from './host-size';
import type { HostSize } from './host-size';

/** A fleet whose builds run in a container. */
export interface FleetHostOptions {
  /**
   * The type of the hosts; its family must be one of the CPU class.
   *
   * @default - the `captureInstanceType` of the CPU class
   */
  readonly instanceType?: InstanceType;

  /**
   * The disk of a host, in addition to the 64 GiB that it has.
   *
   * @default - no further space
   */
  readonly disk?: Size;
}

/** A fleet whose builds run on the instance itself. */
export interface Ec2HostOptions extends FleetHostOptions {
  /**
   * The machine image of the hosts, an Amazon Linux 2023. It must be shared with the organization in which CodeBuild
   * runs hosts of the region.
   *
   * @default - CodeBuild's own image, Amazon Linux 2023
   */
  readonly machineImage?: IMachineImage;
}

/** The sizes of hosts on demand. */
export type OnDemandComputeType =
  ComputeType.SMALL | ComputeType.MEDIUM | ComputeType.LARGE | ComputeType.X_LARGE | ComputeType.X2_LARGE;

/** Hosts that exist for a build only. */
export interface OnDemandHostOptions {
  /**
   * The size of the host.
   *
   * @default ComputeType.MEDIUM
   */
  readonly computeType?: OnDemandComputeType;
}

// Amazon Linux 2023 began with it.
const AMAZON_LINUX_2023 = '6.1';
// Amazon Linux 2, the host of container builds. `HostKernel` is documented for builds on demand alone.
const AMAZON_LINUX_2 = '4.14';

/**
 * The machine on which a pipeline captures. It decides kernel and CPU of a checkpoint, what an idle pipeline costs, and
 * in which regions it can be: `docs/pipeline.md` has the table.
 */
export abstract class CaptureHost {
  /** Reserved instances on which builds run without a container in between: a kernel for every engine. */
  public static ec2(options: Ec2HostOptions = {}): ReservedHost {
    const own = options.machineImage !== undefined;
    const kernel = {
      host: 'CaptureHost.ec2() has',
      version: AMAZON_LINUX_2023,
      remedy: 'give it a `machineImage` with a newer kernel, or choose another engine',
    };
    return new ReservedHost('CaptureHost.ec2()', instanceImage, { ...options, ...(own ? {} : { kernel }) });
  }

  /** Reserved hosts whose builds run in a privileged container, with Docker inside it; for engine `warp`. */
  public static fleet(options: FleetHostOptions = {}): ReservedHost {
    const kernel = {
      host: 'of CaptureHost.fleet() nothing newer is known than',
      version: AMAZON_LINUX_2,
      remedy: "use CaptureHost.ec2(), or choose engine 'warp'",
    };
    return new ReservedHost('CaptureHost.fleet()', containerImage, { ...options, kernel });
  }

  /**
   * Hosts on demand with kernel 6, which cost nothing while idle and have any CPU. A release restores on nodes whose CPU
   * has every feature of the one that happened to capture it, and starts cold on others.
   */
  public static onDemand(options: OnDemandHostOptions = {}): OnDemandHost {
    return new OnDemandHost(options.computeType ?? ComputeType.MEDIUM);
  }

  /** How it is written in code. @internal */
  public abstract readonly _name: string;
  /** The kernel, where it is known at synthesis. @internal */
  public abstract readonly _kernel: KnownKernel | undefined;
  /** Whether builds run in a container, with Docker inside it. @internal */
  public abstract readonly _isContainer: boolean;

  /** Whether a host outlives a build, and so does what a killed build left in its Docker. @internal */
  public abstract readonly _isLasting: boolean;

  /** CPUs and memory. @internal */
  public abstract _size(cpuClass: CpuClass): HostSize;

  /** The image that builds start with. @internal */
  public abstract _image(cpuClass: CpuClass): HostImage;
}

/** Hosts of a fleet, which has one instance type. Made by `CaptureHost.ec2()` and `CaptureHost.fleet()`. */
export class ReservedHost extends CaptureHost {
  /** @internal */
  public readonly _kernel: KnownKernel | undefined;
  /** @internal */
  public readonly _isContainer: boolean;
  /** @internal */
  public readonly _isLasting = true;

  /** @internal */
  public constructor(
    public readonly _name: string,
    private readonly image: (architecture: string) => HostImage,
    public readonly _options: Ec2HostOptions & { readonly kernel?: KnownKernel },
  ) {
    super();
    this._kernel = _options.kernel;
    this._isContainer = image === containerImage;
  }

  /** @internal */
  public _instanceType(cpuClass: CpuClass): string {
    return this._options.instanceType?.toString() ?? cpuClass.captureInstanceType;
  }

  /** @internal */
  public _size(cpuClass: CpuClass): HostSize {
    return instanceSize(this._instanceType(cpuClass));
  }

  /** @internal */
  public _image({ architecture }: CpuClass): HostImage {
    return this.image(architecture);
  }
}

/** Hosts that exist for a build only. Made by `CaptureHost.onDemand()`. */
export class OnDemandHost extends CaptureHost {
  /** @internal */
  public readonly _name = 'CaptureHost.onDemand()';
  /** @internal */
  public readonly _isContainer = true;
  /** @internal */
  public readonly _isLasting = false;
  /** The value of `HostKernel` that stands for the kernel below. @internal */
  public readonly _hostKernel = 'LINUX_KERNEL_6';
  /** @internal */
  public readonly _kernel: KnownKernel = {
    host: 'CaptureHost.onDemand() has',
    version: AMAZON_LINUX_2023,
    remedy: 'use CaptureHost.ec2() with a `machineImage`, or choose another engine',
  };

  /** @internal */
  public constructor(public readonly _computeType: OnDemandComputeType) {
    super();
  }

  /** @internal */
  public _size({ architecture }: CpuClass): HostSize {
    return onDemandSize(this._computeType, architecture);
  }

  /** @internal */
  public _image({ architecture }: CpuClass): HostImage {
    return containerImage(architecture);
  }
}
