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
import type { ClusterAddOn } from '@aws-quickstart/eks-blueprints';
import { CHARTS } from './kubernetes-versions';
import type { PinnedVersions } from './kubernetes-versions';

/** The blueprint's add-ons, in order of their dependencies. The NodePools are created by this library. */
export function addOns(pinned: PinnedVersions): ClusterAddOn[] {
  return [
    new VpcCniAddOn({ version: pinned.vpcCni }),
    new CoreDnsAddOn(pinned.coreDns),
    new KubeProxyAddOn(pinned.kubeProxy),
    new EksPodIdentityAgentAddOn(pinned.podIdentityAgent),
    new EfsCsiDriverAddOn({ version: CHARTS.efsCsi }),
    new AwsLoadBalancerControllerAddOn({ version: CHARTS.loadBalancerController }),
    new MetricsServerAddOn({ version: CHARTS.metricsServer }),
    new KarpenterV1AddOn({ version: CHARTS.karpenter, interruptionHandling: true }),
  ];
}
