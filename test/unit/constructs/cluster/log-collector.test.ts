import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { clusterScene } from '../../../support/cdk/cluster-scene';
import { RolePolicies } from '../../../support/cdk/iam';

const POD_LOGS = '/aws/containerinsights/shop/application';

describe('the logs of pods', () => {
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  const scene = () => {
    const { cluster, stack } = clusterScene({ clusterName: 'shop', logRetention: RetentionDays.ONE_WEEK });
    return { cluster, template: Template.fromStack(stack) };
  };

  interface Values {
    readonly serviceAccount: object;
    readonly tolerations: readonly object[];
    readonly input: { readonly extraInputs: string };
    readonly filter: object;
    readonly cloudWatchLogs: object;
  }

  function values(template: Template): { readonly values: Values; readonly dependsOn: readonly string[] } {
    const [chart] = Object.values(
      template.findResources('Custom::AWSCDK-EKS-HelmChart', { Properties: { Chart: 'aws-for-fluent-bit' } }),
    ) as [{ Properties: { Values: { 'Fn::Join': [string, unknown[]] } }; DependsOn: string[] }];
    const [, parts] = chart.Properties.Values['Fn::Join'];
    const text = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'")));
    return { values: JSON.parse(text.join('')) as Values, dependsOn: chart.DependsOn };
  }

  test('have a retention, go with the cluster, and have the name that the console looks for', () => {
    const { template } = scene();
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: POD_LOGS, RetentionInDays: 7 },
    });
    template.resourceCountIs('AWS::Logs::MetricFilter', 4);
    template.allResourcesProperties('AWS::Logs::MetricFilter', {
      LogGroupName: { Ref: Match.stringLikeRegexp('PodLogs') },
    });
  });

  test('are sent from every node, lines of JSON parsed, and the group is not made by the collector', () => {
    const { dependsOn, values: chart } = values(scene().template);
    expect(chart).toMatchObject({
      serviceAccount: { create: false, name: 'aws-for-fluent-bit' },
      tolerations: [{ operator: 'Exists' }],
      filter: { mergeLog: 'On', mergeLogKey: 'log_processed' },
      cloudWatchLogs: {
        enabled: true,
        region: 'eu-west-1',
        logGroupName: expect.stringContaining('PodLogs') as string,
        autoCreateGroup: false,
      },
    });
    // The collector reads no lines about the lines that it sends.
    expect(chart.input.extraInputs).toContain('/var/log/containers/aws-for-fluent-bit*_kube-system_*');
    expect(dependsOn).toEqual(expect.arrayContaining([expect.stringContaining('logcollectorsa')]));
  });

  test('are written by a role that may do nothing else', async () => {
    const policies = new RolePolicies(scene().template);
    const role = policies.find('AWS::IAM::Role', 'ClusterBlueprintctlogcollectorsaRole');
    const stream = 'arn:aws:logs:eu-west-1:111122223333:log-group:ClusterPodLogs:log-stream:node-1';
    const group = policies.arn(policies.find('AWS::Logs::LogGroup', 'ClusterPodLogs'));
    const allows = (action: string, resource: string) => policies.allows(role, { action, resource });
    const own = group.replace(/:\*$/, ':log-stream:node-1');
    expect(await allows('logs:PutLogEvents', own)).toBe(true);
    expect(await allows('logs:CreateLogStream', own)).toBe(true);
    expect(await allows('logs:PutLogEvents', stream.replace('ClusterPodLogs', 'other'))).toBe(false);
    expect(await allows('logs:CreateLogGroup', group)).toBe(false);
    expect(await allows('logs:DeleteLogStream', own)).toBe(false);
  });
});
