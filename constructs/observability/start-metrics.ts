import { MathExpression, Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { MathExpressionOptions, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup, JsonPattern } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StartReport } from '../../contract';
import { WORKLOAD_LABEL } from '../../manifests';

/** What `start` says about pods, as metrics. The first three have the dimensions Namespace and Workload. */
const METRICS = {
  restored: { name: 'Restored', unit: Unit.COUNT, statistic: Stats.SUM },
  cold: { name: 'Cold', unit: Unit.COUNT, statistic: Stats.SUM },
  restoreTime: { name: 'RestoreTime', unit: Unit.MILLISECONDS, statistic: Stats.p(95) },
  coldByReason: { name: 'ColdByReason', unit: Unit.COUNT, statistic: Stats.SUM },
} as const;

/** A metric of starts. */
export type StartMetric = keyof typeof METRICS;

/** A field of the line of `start`, where a collector that parses JSON puts it. */
const field = (name: keyof StartReport): string => `$.log_processed.${name}`;

const is = (name: keyof StartReport, value: string) => FilterPattern.stringValue(field(name), '=', value);
// A container's first line; another one follows when its port listens.
const DECIDED = [is('eks-crac', 'start'), is('event', 'decided')];
const RESTORED = [...DECIDED, is('mode', 'restored')];
const COLD = [...DECIDED, is('mode', 'cold')];

const BY_WORKLOAD = {
  Namespace: '$.kubernetes.namespace_name',
  Workload: `$.kubernetes.labels.${WORKLOAD_LABEL}`,
};

/** Where the logs of pods are. */
export interface StartMetricsProps {
  /** The name of the cluster. */
  readonly clusterName: string;

  /**
   * The logs of its pods: events with the fields `log_processed`, the parsed line, and `kubernetes` with
   * `namespace_name` and `labels`, as Fluent Bit writes them.
   */
  readonly logGroup: ILogGroup;
}

/**
 * Counts in the logs of a cluster's pods how they started. `CheckpointCluster` with its log collector has it; a cluster
 * with another collector needs one. Creates four metric filters, which are free; each workload then has up to three
 * custom metrics and one for each reason of its cold starts, billed in the months in which it starts pods.
 */
export class StartMetrics extends Construct {
  public constructor(scope: Construct, id: string, { clusterName, logGroup }: StartMetricsProps) {
    super(scope, id);
    const add = (metric: StartMetric, patterns: readonly JsonPattern[], value = '1', dimensions: object = {}) =>
      logGroup.addMetricFilter(METRICS[metric].name, {
        metricNamespace: metricNamespace(clusterName),
        metricName: METRICS[metric].name,
        filterPattern: FilterPattern.all(...patterns),
        metricValue: value,
        unit: METRICS[metric].unit,
        dimensions: { ...BY_WORKLOAD, ...dimensions },
      });
    add('restored', RESTORED);
    add('cold', COLD);
    add('restoreTime', [...RESTORED, FilterPattern.exists(field('restoreMs'))], field('restoreMs'));
    add('coldByReason', COLD, '1', { Reason: field('reason') });
  }
}

/** Options of the metric of cold starts. */
export interface ColdMetricOptions extends MetricOptions {
  /**
   * The reason in the line of `start`, for example `deadline`; `docs/runtime-layer.md` lists them.
   *
   * @default - all reasons together
   */
  readonly reason?: string;
}

/** The workload that a metric is about. */
export interface StartMetricSource {
  /** The name of the cluster. */
  readonly clusterName: string;
  /** The namespace of the workload. */
  readonly namespace: string;
  /** The name of the workload. */
  readonly name: string;
}

/** Returns the CloudWatch namespace of a cluster's metrics. */
export function metricNamespace(clusterName: string): string {
  return `EksCrac/${clusterName}`;
}

/** Returns a metric of a workload's starts. */
export function startMetric(
  metric: StartMetric,
  { clusterName, name, namespace }: StartMetricSource,
  options: MetricOptions = {},
  dimensions: Record<string, string> = {},
): Metric {
  const { name: metricName, statistic, unit } = METRICS[metric];
  return new Metric({
    namespace: metricNamespace(clusterName),
    metricName,
    statistic,
    unit,
    dimensionsMap: { Namespace: namespace, Workload: name, ...dimensions },
    ...options,
  });
}

/** Returns the cold starts of a workload, a line for each reason; reasons are known when pods have started cold for them. */
export function coldByReason(source: StartMetricSource, options?: MathExpressionOptions): MathExpression {
  const { name, statistic } = METRICS.coldByReason;
  const schema = `{${metricNamespace(source.clusterName)},Namespace,Workload,Reason}`;
  const of = `Namespace="${source.namespace}" Workload="${source.name}"`;
  const expression = `SEARCH('${schema} MetricName="${name}" ${of}', '${statistic}')`;
  return new MathExpression({ expression, label: '', ...options });
}
