import { Tags } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { BaseStack } from './base-stack';
import { ClusterStack } from './cluster-stack';
import { PipelineStack } from './pipeline-stack';
import { readConfig } from './reference-config';
import { ServiceStack } from './service-stack';

/** The stacks that deploy springdemo from source to restored pods; the service stack exists once there is a release. */
export function referenceApp(app: App): void {
  const config = readConfig(app.node);
  const env = { account: config.account, region: config.region };
  // Otherwise the CDK would look up the zones in AWS.
  app.node.setContext(`availability-zones:account=${env.account}:region=${env.region}`, config.availabilityZones);
  const base = new BaseStack(app, 'EksCracBase', { env });
  const stores = { FileSystem: base.fileSystemStore, Bucket: base.bucketStore };
  const { cluster } = new ClusterStack(app, 'EksCracCluster', {
    env,
    vpc: base.vpc,
    cpuClass: config.cpuClass,
    apiServerCidrs: config.apiServerCidrs,
    // No workload of the reference app scales.
    addOns: { loadBalancerController: config.ingressCidrs.length > 0, metricsServer: false },
  });
  new PipelineStack(app, 'SpringdemoPipeline', {
    env,
    config,
    vpc: base.vpc,
    stores: Object.values(stores),
    captureTable: base.captureCustomers,
  });
  if (config.release !== undefined) {
    new ServiceStack(app, 'SpringdemoService', {
      env,
      cluster,
      release: config.release,
      table: base.customers,
      stores,
      ingressCidrs: config.ingressCidrs,
      alarmTopic: config.alarmTopic,
    });
  }
  Tags.of(app).add('project', 'eks-crac');
}
