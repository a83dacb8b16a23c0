/** The add-ons that a cluster can do without. Each runs on the system nodes, whether anything uses it or not. */
export interface ClusterAddOns {
  /**
   * The EFS CSI driver, which mounts the stores of `CheckpointStore.fileSystem()`.
   *
   * @default true
   */
  readonly fileSystemDriver?: boolean;

  /**
   * The AWS Load Balancer Controller, which serves the `ingress` of a workload.
   *
   * @default true
   */
  readonly loadBalancerController?: boolean;

  /**
   * The metrics server, which the `autoscaling` of a workload asks.
   *
   * @default true
   */
  readonly metricsServer?: boolean;

  /**
   * Fluent Bit on each node, which sends the logs of pods to CloudWatch Logs, billed by volume. The metrics of a
   * workload's starts come from there.
   *
   * @default true
   */
  readonly logCollector?: boolean;

  /**
   * The Mountpoint for S3 CSI driver, which mounts the stores of `CheckpointStore.mountedBucket()`.
   *
   * @default false
   */
  readonly bucketDriver?: boolean;
}
