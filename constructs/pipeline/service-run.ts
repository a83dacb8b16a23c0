import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { CaptureSpecInput } from '../../contract';
import { UsageError } from '../core/errors';

/** How the service runs in its pod. The capture runs it just so: a JVM freezes its heap and its processor count. */
export interface ServiceRun {
  /** The TCP port on which the service listens, 1 to 65535. */
  readonly port: number;

  /** The path that answers when the service can be used. */
  readonly readiness: string;

  /** CPUs, as in the pod's limit: 0.1 to 256, for example 1 or 0.5. */
  readonly cpu: number;

  /** Memory in MiB, as in the pod's limit: 64 to 1048576. */
  readonly memoryMiB: number;

  /**
   * The status that says the service can be used.
   *
   * @default 200
   */
  readonly readinessStatus?: number;

  /**
   * How long the service may take to be ready when it starts cold.
   *
   * @default Duration.minutes(2)
   */
  readonly readinessTimeout?: Duration;

  /**
   * Variables of the service during capture and gate. They are in the template, in the build's log and in the checkpoint:
   * never a secret.
   *
   * @default - only those that the stage sets
   */
  readonly env?: Readonly<Record<string, string>>;

  /**
   * Whether the pod's root file system is read-only; captured paths are volumes then.
   *
   * @default false
   */
  readonly readOnlyRoot?: boolean;
}

const LIMITS = {
  cpu: "CPUs, as in the pod's limit, for example 1 or 0.5",
  memoryMiB: "memory in MiB, as in the pod's limit, for example 1024",
} as const;

/** As the capture spec says it. */
export function renderRun(run: ServiceRun): Pick<CaptureSpecInput, 'run' | 'readiness'> {
  return {
    run: {
      port: run.port,
      env: { ...run.env },
      cpu: run.cpu,
      memoryMiB: run.memoryMiB,
      readOnlyRoot: run.readOnlyRoot,
    },
    readiness: {
      path: run.readiness,
      status: run.readinessStatus,
      timeoutSeconds: run.readinessTimeout?.toSeconds({ integral: false }),
    },
  };
}

/** The capture spec has defaults for a rehearsal; a release is captured with the limits of its pods, and nothing else. */
export function validateLimits(scope: IConstruct, run: Partial<ServiceRun>): void {
  for (const [name, remedy] of Object.entries(LIMITS)) {
    if (run[name as keyof typeof LIMITS] !== undefined) continue;
    throw new UsageError('invalid-prop', `\`run.${name}\` is missing; write ${remedy}`, scope);
  }
}
