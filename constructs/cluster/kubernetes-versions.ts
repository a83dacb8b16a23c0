import { KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { UsageError } from '../core/errors';

/** What is installed on a cluster of a Kubernetes version; pinned, so that a template does not depend on the date. */
export interface PinnedVersions {
  readonly vpcCni: string;
  readonly coreDns: string;
  readonly kubeProxy: string;
  readonly podIdentityAgent: string;
  /** The kernel of the pinned machine image, which differs by Kubernetes version. */
  readonly kernel: string;
}

/** These chart versions work with every Kubernetes version below. */
export const CHARTS = {
  efsCsi: '4.3.0',
  s3Csi: '2.7.0',
  loadBalancerController: '3.4.0',
  metricsServer: '3.13.1',
  karpenter: '1.13.0',
} as const;

const POD_IDENTITY_AGENT = 'v1.3.10-eksbuild.2';

const VERSIONS: Readonly<Record<string, PinnedVersions>> = {
  '1.34': {
    vpcCni: 'v1.20.4-eksbuild.2',
    coreDns: 'v1.12.3-eksbuild.1',
    kubeProxy: 'v1.34.0-eksbuild.2',
    podIdentityAgent: POD_IDENTITY_AGENT,
    kernel: '6.12',
  },
  '1.35': {
    vpcCni: 'v1.21.1-eksbuild.1',
    coreDns: 'v1.13.2-eksbuild.3',
    kubeProxy: 'v1.35.0-eksbuild.2',
    podIdentityAgent: POD_IDENTITY_AGENT,
    kernel: '6.12',
  },
};

export const DEFAULT_VERSION = KubernetesVersion.V1_35;

/**
 * Returns the add-on versions for a Kubernetes version; a version that is not in the table would silently get the wrong
 * ones.
 */
export function pinnedVersions(scope: Construct, { version }: KubernetesVersion): PinnedVersions {
  const pinned = VERSIONS[version];
  if (pinned !== undefined) return pinned;
  throw new UsageError(
    'invalid-prop',
    `\`version\` must be one whose add-ons are pinned, ${Object.keys(VERSIONS).join(' or ')}, got: ${JSON.stringify(version)}; choose one of them, or make the cluster yourself and pass it to RestoreCluster.fromCluster()`,
    scope,
  );
}
