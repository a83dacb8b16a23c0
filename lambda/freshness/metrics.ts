import type { Freshness } from '../../releases/freshness/freshness';

/** The namespace of the metrics; their dimension is the name of the service. */
export const NAMESPACE = 'EksCrac/Releases';

/**
 * Returns what makes a line of the log a source of metrics, so that the function needs no permission for them:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metrics(service: string, { ageDays, stale }: Freshness, at: Date): object {
  const Metrics = [
    { Name: 'AgeDays', Unit: 'None' },
    { Name: 'Stale', Unit: 'Count' },
  ];
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['Service']], Metrics }],
    },
    Service: service,
    AgeDays: ageDays,
    Stale: stale.length,
  };
}
