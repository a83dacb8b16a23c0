import {
  AwsLoadBalancerControllerAddOn,
  CoreDnsAddOn,
  EfsCsiDriverAddOn,
  EksPodIdentityAgentAddOn,
  KarpenterV1AddOn,
  KubeProxyAddOn,
  MetricsServerAddOn,
  VpcCniAddOn,
} from '@aws-quickstart/eks-blueprints';
import type { ClusterAddOn, Values } from '@aws-quickstart/eks-blueprints';
import type { ICluster } from 'aws-cdk-lib/aws-eks-v2';
import { CHARTS } from '../../manifests/cluster/pinned-versions';
import type { PinnedVersions } from '../../manifests/cluster/pinned-versions';
import type { ClusterAddOns } from './cluster-add-ons';

/**
 * The blueprints name images in registries that exist in some regions only, and have the tags of charts some time after
 * them; the charts name public ones.
 */
const withoutImage = ({ image: _, ...values }: Values): Values => values;

class FileSystemDriver extends EfsCsiDriverAddOn {
  protected override addHelmChart(...[info, values = {}, ...rest]: Parameters<EfsCsiDriverAddOn['addHelmChart']>) {
    return super.addHelmChart(info, withoutImage(values), ...rest);
  }
}

class LoadBalancerController extends AwsLoadBalancerControllerAddOn {
  protected override addHelmChart(...[info, values = {}, ...rest]: Parameters<EfsCsiDriverAddOn['addHelmChart']>) {
    return super.addHelmChart(info, withoutImage(values), ...rest);
  }
}

/** The blueprint's add-ons, in order of their dependencies. The NodePools are created by this library. */
export function addOns(pinned: PinnedVersions, chosen: ClusterAddOns): ClusterAddOn[] {
  const { fileSystemDriver = true, loadBalancerController = true, metricsServer = true } = chosen;
  return [
    new VpcCniAddOn({ version: pinned.vpcCni }),
    new CoreDnsAddOn(pinned.coreDns),
    new KubeProxyAddOn(pinned.kubeProxy),
    new EksPodIdentityAgentAddOn(pinned.podIdentityAgent),
    ...(fileSystemDriver ? [new FileSystemDriver({ version: CHARTS.efsCsi })] : []),
    ...(loadBalancerController ? [new LoadBalancerController({ version: CHARTS.loadBalancerController })] : []),
    ...(metricsServer ? [new MetricsServerAddOn({ version: CHARTS.metricsServer })] : []),
    new KarpenterV1AddOn({
      version: CHARTS.karpenter,
      interruptionHandling: true,
      // It starts and ends the nodes that CoreDNS may run on, so it asks the resolver of the VPC.
      values: { dnsPolicy: 'Default' },
    }),
  ];
}

/**
 * Installs the S3 CSI driver directly: the blueprints' add-on grants the driver write access to buckets, while with
 * pod-level identity it needs none.
 */
export function installBucketDriver(cluster: ICluster): void {
  cluster.addHelmChart('S3CsiDriver', {
    chart: 'aws-mountpoint-s3-csi-driver',
    namespace: 'kube-system',
    release: 's3-csi-driver',
    repository: 'https://awslabs.github.io/mountpoint-s3-csi-driver',
    values: { node: { tolerateAllTaints: true } },
    version: CHARTS.s3Csi,
  });
}
