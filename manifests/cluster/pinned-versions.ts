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
  fluentBit: '0.2.0',
} as const;

/**
 * The add-ons of 1.36 are those that EKS installed on a cluster of 1.36. A version leaves this list 60 days before its
 * standard support ends: `npm run check:versions`.
 */
export const PINNED_VERSIONS: Readonly<Record<string, PinnedVersions>> = {
  '1.35': {
    vpcCni: 'v1.21.1-eksbuild.1',
    coreDns: 'v1.13.2-eksbuild.3',
    kubeProxy: 'v1.35.0-eksbuild.2',
    podIdentityAgent: 'v1.3.10-eksbuild.2',
    kernel: '6.12',
  },
  '1.36': {
    vpcCni: 'v1.22.4-eksbuild.3',
    coreDns: 'v1.14.3-eksbuild.16',
    kubeProxy: 'v1.36.0-eksbuild.21',
    podIdentityAgent: 'v1.3.10-eksbuild.3',
    kernel: '6.18',
  },
};
