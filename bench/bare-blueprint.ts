import * as blueprints from '@aws-quickstart/eks-blueprints';
import { App } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { KubernetesVersion } from 'aws-cdk-lib/aws-eks';
import { DefaultCapacityType, KubernetesVersion as KubernetesVersionV2 } from 'aws-cdk-lib/aws-eks-v2';

/**
 * The baseline for the reference app: a blueprint as its documentation shows it, with the add-ons of
 * `CheckpointCluster` and pinned versions, so that nothing is looked up.
 */
const app = new App({ analyticsReporting: false });

blueprints.EksBlueprint.builder()
  .account('111122223333')
  .region('eu-west-1')
  .version(KubernetesVersion.of('1.36'))
  .clusterProvider(
    new blueprints.GenericClusterProviderV2({
      version: KubernetesVersionV2.of('1.36'),
      defaultCapacityType: DefaultCapacityType.NODEGROUP,
      managedNodeGroups: [{ id: 'system', minSize: 2, maxSize: 3, instanceTypes: [new InstanceType('m7i.large')] }],
    }),
  )
  .addOns(
    new blueprints.VpcCniAddOn({ version: 'v1.22.4-eksbuild.3' }),
    new blueprints.CoreDnsAddOn('v1.14.3-eksbuild.16'),
    new blueprints.KubeProxyAddOn('v1.36.0-eksbuild.21'),
    new blueprints.EksPodIdentityAgentAddOn('v1.3.10-eksbuild.3'),
    new blueprints.EfsCsiDriverAddOn(),
    new blueprints.AwsLoadBalancerControllerAddOn(),
    new blueprints.MetricsServerAddOn(),
    new blueprints.KarpenterV1AddOn(),
  )
  .build(app, 'bare');
app.synth();
