import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';

const FUNCTION = 'AWS::Lambda::Function';

/** Creates the log group of the control plane; EKS would create it without retention, and it would outlive the cluster. */
export function controlPlaneLogs(scope: Construct, clusterName: string, retention: RetentionDays): LogGroup {
  return new LogGroup(scope, 'ControlPlaneLogs', {
    logGroupName: `/aws/eks/${clusterName}/cluster`,
    retention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Gives the CDK's functions one log group with retention: they log every manifest that they apply. */
export function functionLogs(scope: Construct, cluster: IConstruct, retention: RetentionDays): void {
  const { logGroupName } = new LogGroup(scope, 'FunctionLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
  const shared = Stack.of(scope).node.children.filter(({ node }) => node.id.endsWith('CustomResourceProvider'));
  for (const resource of [cluster, ...shared].flatMap((root) => root.node.findAll())) {
    if (!CfnResource.isCfnResource(resource) || resource.cfnResourceType !== FUNCTION) continue;
    resource.addPropertyOverride('LoggingConfig.LogGroup', logGroupName);
  }
}
