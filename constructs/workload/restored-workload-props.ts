import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import type { ICheckpointStore } from '../stores';
import type { Release } from './release';
import type { WorkloadIdentity } from './workload-identity';

/** A number of pods that follows their CPU use. */
export interface AutoscalingOptions {
  readonly min: number;
  readonly max: number;

  /**
   * The CPU use, in percent of the request, that the number of pods aims at.
   *
   * @default 60
   */
  readonly cpuPercent?: number;
}

/** CPU and memory of a pod: never less than the release was captured with. */
export interface LimitOptions {
  /** @default - what the release was captured with */
  readonly cpu?: number;

  /** @default - what the release was captured with */
  readonly memoryMiB?: number;
}

/** An Application Load Balancer before the pods; the cluster needs the AWS Load Balancer Controller. */
export interface IngressOptions {
  /**
   * Whether it is reachable from the internet.
   *
   * @default false
   */
  readonly internetFacing?: boolean;

  /**
   * With a certificate it speaks HTTPS, and sends requests by HTTP there.
   *
   * @default - HTTP only
   */
  readonly certificate?: ICertificate;

  /** @default - every host name */
  readonly host?: string;

  /**
   * What paths must start with; it starts with / itself.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * The addresses that it lets in.
   *
   * @default - every address that can reach it
   */
  readonly inboundCidrs?: string[];
}

/** A folder of the service that is an emptyDir in the pod. */
export interface FolderOptions {
  readonly path: string;

  /**
   * Whether it starts with what the image has there; a folder with captured files must.
   *
   * @default false
   */
  readonly seeded?: boolean;

  /**
   * What it may hold, in MiB.
   *
   * @default - as much as the node's disk allows
   */
  readonly sizeMiB?: number;
}

export interface RestoredWorkloadProps {
  readonly cluster: IRestoreCluster;

  readonly release: Release;

  /**
   * Where the pods have the checkpoint from; not used by a cold workload.
   *
   * @default CheckpointStore.image()
   */
  readonly store?: ICheckpointStore;

  /**
   * The name of all objects.
   *
   * @default - the name of the release's service, with `-cold` at its end for a cold workload
   */
  readonly name?: string;

  /** @default 'default' */
  readonly namespace?: string;

  /**
   * Whether the workload brings its namespace, with the Pod Security level that its engine needs.
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * The number of pods, at least 1, unless `autoscaling` decides it.
   *
   * @default 2
   */
  readonly replicas?: number;

  /** @default - a fixed number of pods */
  readonly autoscaling?: AutoscalingOptions;

  /** @default - what the release was captured with */
  readonly limits?: LimitOptions;

  /**
   * Variables of the service. They are readable in the cluster: no secret belongs here.
   *
   * @default - no variables
   */
  readonly environment?: Record<string, string>;

  /**
   * System properties that the restored JVM gets, where its engine can change them.
   *
   * @default - no properties
   */
  readonly systemProperties?: Record<string, string>;

  /**
   * Folders that are volumes of the pod.
   *
   * @default - those that a release captured with a read-only root needs
   */
  readonly volumes?: FolderOptions[];

  /** @default - reachable in the cluster only */
  readonly ingress?: IngressOptions;

  /**
   * How many pods an eviction may take away at a time.
   *
   * @default 1
   */
  readonly maxUnavailable?: number;

  /**
   * How long a cold start may take, in seconds.
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

  /** @default WorkloadIdentity.podIdentity() */
  readonly identity?: WorkloadIdentity;

  /**
   * Whether the pods start without the checkpoint, and without the privileges that a restore needs: to compare with.
   *
   * @default false
   */
  readonly cold?: boolean;

  /**
   * Whether the stack applies the objects; otherwise `toYaml()` gives them to whoever does.
   *
   * @default true
   */
  readonly apply?: boolean;
}
