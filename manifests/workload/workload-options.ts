import type { ReleaseRecord } from '../../contract';
import type { PodLimits } from '../../engines';
import type { CheckpointDelivery } from '../delivery';

/** A folder of the service that is an emptyDir in the pod. */
export interface WorkloadVolume {
  readonly path: string;

  /**
   * Whether it starts with what the image has there. A folder with captured files must.
   *
   * @default false
   */
  readonly seeded?: boolean;

  /**
   * What it may hold, in MiB; a pod that writes more is evicted.
   *
   * @default - as much as the node's disk allows
   */
  readonly sizeMiB?: number;
}

/** A number of pods that follows their CPU use. */
export interface WorkloadAutoscaling {
  readonly min: number;
  readonly max: number;
  /** The CPU use, in percent of the request, that the number of pods aims at. */
  readonly cpuPercent: number;
}

/** An Application Load Balancer before the pods, made by the AWS Load Balancer Controller. */
export interface WorkloadIngress {
  /** @default false */
  readonly internetFacing?: boolean;

  /**
   * The certificate with which the load balancer speaks HTTPS; requests by HTTP are then sent there.
   *
   * @default - HTTP only
   */
  readonly certificateArn?: string;

  /** @default - every host name */
  readonly host?: string;

  /** @default '/' */
  readonly path?: string;

  /**
   * The addresses that the load balancer lets in.
   *
   * @default - the controller's own: every address that can reach it
   */
  readonly inboundCidrs?: readonly string[];
}

/** A workload that starts from the checkpoint of a release. */
export interface WorkloadOptions {
  readonly record: ReleaseRecord;

  /** How the checkpoint's files arrive; a cold workload needs none. */
  readonly delivery: CheckpointDelivery;

  /** Name of every object: up to 50 of a-z, 0-9 and -, a letter first. */
  readonly name: string;

  readonly namespace: string;

  /**
   * Whether the namespace is one of the objects, with the Pod Security level that the pods need.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Whether the pods start without a checkpoint and without its privileges, to compare with.
   *
   * @default false
   */
  readonly cold?: boolean;

  /**
   * The number of pods, at least 1, unless `autoscaling` decides it.
   *
   * @default 2
   */
  readonly replicas?: number;

  /** @default - a fixed number of pods */
  readonly autoscaling?: WorkloadAutoscaling;

  /** @default - what the release was captured with */
  readonly limits?: PodLimits;

  /**
   * Variables of the service. No secret belongs here.
   *
   * @default - only those that `start` needs
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Stands for the environment's values where these are known at deployment only: new pods start when it changes.
   *
   * @default - a hash of the values
   */
  readonly environmentHash?: string;

  /**
   * System properties that the restored JVM gets, where its engine can change them.
   *
   * @default - no properties
   */
  readonly systemProperties?: Readonly<Record<string, string>>;

  /** @default - only what a read-only root needs */
  readonly volumes?: readonly WorkloadVolume[];

  /** @default - reachable in the cluster only */
  readonly ingress?: WorkloadIngress;

  /**
   * How many pods an eviction may take away at a time.
   *
   * @default 1
   */
  readonly maxUnavailable?: number;

  /**
   * How long a cold start may take, in seconds; a restore that fails ends in one.
   *
   * @default 300
   */
  readonly coldStartSeconds?: number;

  /**
   * How long a pod may take to end, in seconds.
   *
   * @default 30
   */
  readonly terminationGraceSeconds?: number;

  /** @default - no annotations */
  readonly serviceAccountAnnotations?: Readonly<Record<string, string>>;
}
