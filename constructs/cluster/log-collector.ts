import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-eks-v2';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { CHARTS } from '../../manifests/cluster/pinned-versions';
import { StartMetrics } from '../observability/start-metrics';

const NAME = 'aws-for-fluent-bit';
const NAMESPACE = 'kube-system';
/** Their lines are about each packet and each log line, and would outweigh all others. */
const LEFT_OUT = ['aws-node', 'kube-proxy', NAME];

/**
 * Collects the logs of pods, and counts in them how they started. The log group has the name under which the CloudWatch
 * console looks for the containers of a cluster. It is created here, not by the collector, so that it has a retention and
 * goes with the cluster.
 */
export function collectPodLogs(
  scope: Construct,
  cluster: ICluster,
  clusterName: string,
  retention: RetentionDays,
): ILogGroup {
  const logGroup = new LogGroup(scope, 'PodLogs', {
    logGroupName: `/aws/containerinsights/${clusterName}/application`,
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  installLogCollector(cluster, logGroup);
  new StartMetrics(scope, 'StartMetrics', { clusterName, logGroup });
  return logGroup;
}

/**
 * Installs Fluent Bit, which sends what containers print to a log group. A line of JSON is parsed, so that filters can
 * name its fields; `docs/observability.md` has the form of an event.
 *
 * Actions: logs:CreateLogStream and logs:PutLogEvents on the log group.
 */
function installLogCollector(cluster: ICluster, logGroup: ILogGroup): void {
  const account = cluster.addServiceAccount('log-collector-sa', { name: NAME, namespace: NAMESPACE });
  const actions = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  Grant.addToPrincipal({ grantee: account, actions, resourceArns: [logGroup.logGroupArn] }).assertSuccess();
  const chart = cluster.addHelmChart('LogCollector', {
    chart: NAME,
    namespace: NAMESPACE,
    release: NAME,
    repository: 'https://aws.github.io/eks-charts',
    values: {
      serviceAccount: { create: false, name: NAME },
      tolerations: [{ operator: 'Exists' }],
      input: {
        extraInputs: `Exclude_Path ${LEFT_OUT.map((name) => `/var/log/containers/${name}*_${NAMESPACE}_*`).join(',')}`,
      },
      // What is parsed is not kept as text, too, and annotations are many: both would be billed.
      filter: { mergeLog: 'On', mergeLogKey: 'log_processed', keepLog: 'Off', extraFilters: 'Annotations Off' },
      cloudWatchLogs: {
        enabled: true,
        region: Stack.of(cluster).region,
        logGroupName: logGroup.logGroupName,
        logStreamPrefix: 'node-',
        logStreamTemplate: "$kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']",
        autoCreateGroup: false,
      },
    },
    version: CHARTS.fluentBit,
  });
  chart.node.addDependency(account, logGroup);
}
