import type { Container, Toleration } from 'kubernetes-types/core/v1';
import type { JsonPatch } from '../json-patch';
import type { IDuration, ISize } from '../units';

/** Adjusts the number of pods to their CPU use. The cluster needs a metrics server. */
export interface WorkloadAutoscaling {
  /** The minimum number of pods, at least 1. They run, and are billed, around the clock. */
  readonly min: number;

  /** The maximum number of pods, at least `min`. */
  readonly max: number;

  /**
   * The target CPU use, in percent of the request: 1 to 100. A lower target leaves more headroom for sudden load, but
   * costs more pods.
   *
   * @default 60
   */
  readonly cpuPercent?: number;
}

/** CPU and memory of a pod, as both request and limit: never less than the release was captured with. */
export interface WorkloadLimits {
  /**
   * CPUs, as in Kubernetes: 0.5 is half of one. The JVM keeps the number of processors of its capture, and the pools
   * sized by it; to use many more, capture a release with more.
   *
   * @default - what the release was captured with
   */
  readonly cpu?: number;

  /**
   * Memory, whole MiB. The JVM keeps the maximum heap of its capture; additional memory is for native use.
   *
   * @default - what the release was captured with
   */
  readonly memory?: ISize;
}

/** A folder of the service as a volume on the disk of the pod's node. */
export interface WorkloadVolume {
  /** The folder: absolute, without a slash at its end, and neither above nor in `/opt/eks-crac`. */
  readonly path: string;

  /**
   * Whether it starts with the files the image has there; required for a folder with captured files. An init container
   * copies them, which delays each start.
   *
   * @default false
   */
  readonly seeded?: boolean;

  /**
   * The size limit, whole MiB; a pod that writes more is evicted.
   *
   * @default - as much as the node's disk allows
   */
  readonly size?: ISize;
}

/** An ACM certificate; compatible with `ICertificate` of aws-cdk-lib. */
export interface WorkloadCertificate {
  /** The ARN of the certificate, in the region of the load balancer. */
  readonly certificateArn: string;
}

/**
 * An Application Load Balancer in front of the pods, billed by the hour. The cluster needs the AWS Load Balancer
 * Controller.
 */
export interface WorkloadIngress {
  /**
   * Whether it is reachable from the internet.
   *
   * @default false
   */
  readonly internetFacing?: boolean;

  /**
   * The certificate for HTTPS; HTTP requests are then redirected to HTTPS.
   *
   * @default - HTTP only
   */
  readonly certificate?: WorkloadCertificate;

  /**
   * The host name that it serves.
   *
   * @default - every host name
   */
  readonly host?: string;

  /**
   * The path prefix that it serves; starts with /.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * The client addresses that may connect, in CIDR notation.
   *
   * @default - every address that can reach it
   */
  readonly inboundCidrs?: readonly string[];
}

/**
 * Settings of a workload, wherever it runs. `RestoredWorkload`, the rehearsal on a cluster and `workloadManifests` take
 * these settings.
 */
export interface WorkloadSettings {
  /**
   * The name of all objects: up to 50 of a-z, 0-9 and -, a letter first.
   *
   * @default - the name of the release's service, with the suffix `-cold` for a cold workload
   */
  readonly name?: string;

  /**
   * The namespace of all objects.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * Whether the workload creates its namespace, with the Pod Security level that its engine needs. Only one workload of
   * a namespace may create it; the others must be deployed after that one.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Whether the pods start without the checkpoint, and without the privileges that a restore needs, for comparison.
   *
   * @default false
   */
  readonly cold?: boolean;

  /**
   * The number of pods, at least 1; excludes `autoscaling`.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * Adjusts the number of pods to the load.
   *
   * @default - a fixed number of pods
   */
  readonly autoscaling?: WorkloadAutoscaling;

  /**
   * Raises the CPU or memory of a pod. Both are requested in full, so fewer pods fit on a node.
   *
   * @default - what the release was captured with
   */
  readonly limits?: WorkloadLimits;

  /**
   * Environment variables of the service. They are readable in the cluster: never a secret. Changed values trigger new
   * pods.
   *
   * @default - no variables
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * System properties of the restored JVM, if its engine can change them. Names must not contain spaces or =, and
   * values must be one line.
   *
   * @default - no properties
   */
  readonly systemProperties?: Readonly<Record<string, string>>;

  /**
   * Folders that are volumes of the pod.
   *
   * @default - those that a release captured with a read-only root needs
   */
  readonly volumes?: readonly WorkloadVolume[];

  /**
   * Makes the service reachable from outside the cluster.
   *
   * @default - reachable in the cluster only
   */
  readonly ingress?: WorkloadIngress;

  /**
   * Labels of all objects and pods, in addition to those of the workload, for example for cost reports.
   *
   * @default - the labels of the workload only
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * The taints of nodes that the pods tolerate; nodes of `CheckpointCluster` have none.
   *
   * @default []
   */
  readonly tolerations?: readonly Toleration[];

  /**
   * Containers that run next to the service in each pod, without privileges unless they ask for them. They start with
   * the service, which does not wait for them; their requests count in `autoscaling`.
   *
   * @default []
   */
  readonly sidecars?: readonly Container[];

  /**
   * How many pods an eviction may remove at a time, at least 1. A higher number drains nodes faster, but leaves fewer
   * pods in the meantime.
   *
   * @default 1
   */
  readonly maxUnavailable?: number;

  /**
   * How long a restore may take before the pod starts cold, 1 to 600 whole seconds. Raise it where nodes or the store
   * are slower than what the release was measured with.
   *
   * @default - what the release record has for the store
   */
  readonly restoreDeadline?: IDuration;

  /**
   * How long a cold start may take, whole seconds: a failed restore ends in one, and a pod whose port is not open by
   * then is restarted. Raise it for a service that needs longer; lower it to detect a start that hangs sooner.
   *
   * @default - 5 minutes
   */
  readonly coldStartTimeout?: IDuration;

  /**
   * How long a pod may take to end, whole seconds, including the 5 in which it still receives connections. Raise it for
   * longer requests; draining nodes then takes longer.
   *
   * @default - 30 seconds
   */
  readonly terminationGracePeriod?: IDuration;

  /**
   * An escape hatch for Kubernetes features without a setting: operations on the finished objects, applied in order. An
   * operation that does not apply, or that changes what a restore needs, is rejected.
   *
   * @default - no operations
   */
  readonly patch?: readonly JsonPatch[];
}
