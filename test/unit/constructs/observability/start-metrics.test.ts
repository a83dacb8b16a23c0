import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { findDecision } from '../../../../contract';
import { StartMetrics } from '../../../../constructs';
import { matches, resolve } from '../../../support/cdk/filter-pattern';
import { workloadScene } from '../../../support/cdk/workload-scene';

interface Filter {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly [
    {
      readonly MetricName: string;
      readonly MetricNamespace: string;
      readonly MetricValue: string;
      readonly Dimensions: readonly { readonly Key: string; readonly Value: string }[];
    },
  ];
}

function filters(): readonly Filter[] {
  const stack = new Stack(new App(), 'Stack');
  new StartMetrics(stack, 'Starts', { clusterName: 'shop', logGroup: new LogGroup(stack, 'Pods') });
  const found = Object.values(Template.fromStack(stack).findResources('AWS::Logs::MetricFilter')) as {
    Properties: Filter;
  }[];
  return found.map(({ Properties }) => Properties);
}

/** Lines of `start` as they are in the logs of a container. */
const RESTORED =
  '{"eks-crac":"start","event":"decided","mode":"restored","reason":"","ms":93.1,"engine":"criu","run":"r","release":"v7","deadlineMs":3000,"restoreMs":61.4,"hooksMs":8.0}';
const COLD =
  '{"eks-crac":"start","event":"decided","mode":"cold","reason":"cpu","detail":"this CPU lacks avx512f","ms":4.2,"release":"v7","deadlineMs":3000}';
const LISTENING = COLD.replace('decided', 'listening');

/** What Fluent Bit makes of a line. */
const event = (line: string) => ({
  stream: 'stderr',
  log_processed: JSON.parse(line) as object,
  kubernetes: { namespace_name: 'shop', container_name: 'service', labels: { 'eks-crac-workload': 'customers' } },
});

/** The metrics that an event adds to: value and dimensions. */
function emitted(line: string): Readonly<Record<string, readonly [value: unknown, ...dimensions: unknown[]]>> {
  const record = event(line);
  return Object.fromEntries(
    filters()
      .filter(({ FilterPattern }) => matches(FilterPattern, record))
      .map(({ MetricTransformations: [{ Dimensions, MetricName, MetricValue }] }) => [
        MetricName,
        [
          MetricValue === '1' ? 1 : resolve(MetricValue, record),
          ...Dimensions.map(({ Key, Value }) => `${Key}=${String(resolve(Value, record))}`),
        ],
      ]),
  );
}

const OF = ['Namespace=shop', 'Workload=customers'];

describe('the metrics of starts', () => {
  test('count a pod that was restored, and how long it took', () => {
    expect(findDecision(RESTORED)?.mode).toBe('restored');
    expect(emitted(RESTORED)).toEqual({ Restored: [1, ...OF], RestoreTime: [61.4, ...OF] });
  });

  test('count a pod that started cold, alone and by its reason', () => {
    expect(findDecision(COLD)?.mode).toBe('cold');
    expect(emitted(COLD)).toEqual({ Cold: [1, ...OF], ColdByReason: [1, ...OF, 'Reason=cpu'] });
  });

  test("count a container once, and no line of the service's own", () => {
    expect(emitted(LISTENING)).toEqual({});
    expect(emitted('{"event":"decided","mode":"cold","reason":"cpu"}')).toEqual({});
  });

  test('are in a namespace of their cluster, with at most the three dimensions that CloudWatch takes', () => {
    for (const {
      MetricTransformations: [first],
    } of filters()) {
      expect(first.MetricNamespace).toBe('EksCrac/shop');
      expect(first.Dimensions.length).toBeLessThanOrEqual(3);
    }
  });

  test('name fields by letters, digits, - and _, all that CloudWatch takes', () => {
    const selectors = filters().flatMap(({ FilterPattern, MetricTransformations: [{ Dimensions }] }) => [
      ...(FilterPattern.match(/\$\.[^ ]+/g) ?? []),
      ...Dimensions.map(({ Value }) => Value),
    ]);
    expect(selectors.length).toBeGreaterThan(8);
    for (const selector of selectors) expect(selector).toMatch(/^\$(\.[A-Za-z0-9_-]+)+$/);
  });
});

describe('the metrics of a workload', () => {
  const dimensions = { Namespace: 'default', Workload: 'customers' };

  test('are those that the filters emit', () => {
    const workload = workloadScene().add();
    const metrics = [workload.metricRestored(), workload.metricCold(), workload.metricRestoreTime()];
    expect(metrics.map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
      ['Restored', 'Sum'],
      ['Cold', 'Sum'],
      ['RestoreTime', 'p95'],
    ]);
    for (const metric of metrics) {
      expect(metric.namespace).toBe('EksCrac/shop-cluster');
      expect(metric.dimensions).toEqual(dimensions);
    }
    expect(workload.metricCold({ reason: 'deadline', label: 'late' })).toMatchObject({
      metricName: 'ColdByReason',
      label: 'late',
      dimensions: { ...dimensions, Reason: 'deadline' },
    });
    expect(workload.metricRestored({ statistic: 'Maximum' }).statistic).toBe('Maximum');
  });

  test('are searched by reason, for a dashboard', () => {
    expect(workloadScene().add().metricColdByReason().expression).toBe(
      `SEARCH('{EksCrac/shop-cluster,Namespace,Workload,Reason} MetricName="ColdByReason" Namespace="default" Workload="customers"', 'Sum')`,
    );
  });

  test('warn where nothing collects logs, and do not where it is not known', () => {
    const { add, cluster, stack } = workloadScene();
    const warnings = () => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('logCollector'));
    const workload = add();
    workload.metricCold();
    expect(warnings()).toEqual([]);
    cluster.addOns = { logCollector: false };
    workload.metricCold();
    expect(warnings().map(({ entry }) => entry.data)).toEqual([
      'metrics of starts come from the logs of pods, and the cluster has `addOns: { logCollector: false }`; drop that, or make a StartMetrics of the log group of your own collector and acknowledge this warning [ack: eks-crac:workload.logCollector]',
    ]);
  });
});
