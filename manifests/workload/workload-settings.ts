import type { JsonPatch } from '../json-patch';
import type { IDuration, ISize } from '../units';

/** A number of pods that follows their CPU use. The cluster needs a metrics server. */
export interface WorkloadAutoscaling {
  /** The fewest pods, at least 1. They run, and are billed, around the clock. */
  readonly min: number;

  /** The most pods, not below `min`. */
  readonly max: number;

  /**
   * The CPU use, in percent of the request, that the number of pods aims at: 1 to 100. A lower one keeps more room for a
   * sudden load and costs more pods.
   *
   * @default 60
   */
  readonly cpuPercent?: number;
}

/** CPU and memory of a pod, requested and limited alike: never less than the release was captured with. */
export interface WorkloadLimits {
  /**
   * CPUs, as in Kubernetes: 0.5 is half of one. The JVM keeps the number of processors of its capture, and the pools that it
   * sized by it: for much more, capture a release with more.
   *
   * @default - what the release was captured with
   */
  readonly cpu?: number;

  /**
   * Memory, whole MiB. The JVM keeps the largest heap of its capture; more is for what it uses beside the heap.
   *
   * @default - what the release was captured with
   */
  readonly memory?: ISize;
}

/** A folder of the service that is a volume of the pod, on the disk of its node. */
export interface WorkloadVolume {
  /** The folder: absolute, without a slash at its end, and neither over nor in `/opt/eks-crac`. */
  readonly path: string;

  /**
   * Whether it starts with what the image has there. A folder with captured files must. An init container copies it, which
   * delays each start.
   *
   * @default false
   */
  readonly seeded?: boolean;

  /**
   * What it may hold, whole MiB; a pod that writes more is evicted.
   *
   * @default - as much as the node's disk allows
   */
  readonly size?: ISize;
}

/** A certificate of ACM. `ICertificate` of aws-cdk-lib is one. */
export interface WorkloadCertificate {
  /** The ARN of the certificate, of the region of the load balancer. */
  readonly certificateArn: string;
}

/**
 * An Application Load Balancer before the pods, which AWS bills by the hour. The cluster needs the AWS Load Balancer
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
   * With a certificate the load balancer speaks HTTPS, and sends requests by HTTP there.
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
   * What paths must start with; it starts with / itself.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * The addresses that it lets in, in CIDR notation.
   *
   * @default - every address that can reach it
   */
  readonly inboundCidrs?: readonly string[];
}

/**
 * What may be chosen of a workload, wherever it runs. `RestoredWorkload`, the rehearsal on a cluster and `workloadManifests`
 * take these settings.
 */
export interface WorkloadSettings {
  /**
   * The name of all objects: up to 50 of a-z, 0-9 and -, a letter first.
   *
   * @default - the name of the release's service, with `-cold` at its end for a cold workload
   */
  readonly name?: string;

  /**
   * The namespace of all objects.
   *
   * @default 'default'
   */
  readonly namespace?: string;

  /**
   * Whether the workload brings its namespace, with the Pod Security level that its engine needs. One workload of a
   * namespace brings it; the others come after that one.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * Whether the pods start without the checkpoint, and without the privileges that a restore needs: to compare with.
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

  /**
   * Lets the number of pods follow the load.
   *
   * @default - a fixed number of pods
   */
  readonly autoscaling?: WorkloadAutoscaling;

  /**
   * Raises the CPU or the memory of a pod. Both are requested in full, so a node has room for fewer pods.
   *
   * @default - what the release was captured with
   */
  readonly limits?: WorkloadLimits;

  /**
   * Variables of the service. They are readable in the cluster: no secret belongs here. Changed values make new pods.
   *
   * @default - no variables
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * System properties that the restored JVM gets, where its engine can change them. Names have no space and no =, and values
   * are one line.
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
   * How many pods an eviction may take away at a time, at least 1. More drains nodes faster, and leaves fewer pods meanwhile.
   *
   * @default 1
   */
  readonly maxUnavailable?: number;

  /**
   * How long a cold start may take, whole seconds: a restore that fails ends in one, and a pod that has no port by then is
   * started again. Raise it for a service that needs longer; a shorter one finds a start that hangs sooner.
   *
   * @default - 5 minutes
   */
  readonly coldStartTimeout?: IDuration;

  /**
   * How long a pod may take to end, whole seconds, with the 5 in which it is still sent connections. Raise it for requests
   * that last longer; nodes are drained more slowly then.
   *
   * @default - 30 seconds
   */
  readonly terminationGracePeriod?: IDuration;

  /**
   * The way out for everything that Kubernetes has and these settings do not: operations on the finished objects, in their
   * order. An operation that does not apply is refused, and so is one that takes away what a restore needs.
   *
   * @default - the objects stay as they are
   */
  readonly patch?: readonly JsonPatch[];
}
