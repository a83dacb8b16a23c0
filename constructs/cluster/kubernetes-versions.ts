import { KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import type { Construct } from 'constructs';
import { PINNED_VERSIONS } from '../../manifests/cluster/pinned-versions';
import type { PinnedVersions } from '../../manifests/cluster/pinned-versions';
import { STANDARD_SUPPORT_ENDS } from '../../manifests/cluster/version-support';
import { UsageError } from '../core/errors';

export const DEFAULT_VERSION = KubernetesVersion.of('1.36');

/**
 * Returns the add-on versions for a Kubernetes version; a version that is not in the table would silently get the wrong
 * ones.
 */
export function pinnedVersions(scope: Construct, { version }: KubernetesVersion): PinnedVersions {
  const pinned = PINNED_VERSIONS[version];
  if (pinned !== undefined) return pinned;
  const end = STANDARD_SUPPORT_ENDS[version];
  throw new UsageError(
    'invalid-prop',
    `\`version\` must be one whose add-ons are pinned, ${Object.keys(PINNED_VERSIONS).join(' or ')}, got: ${JSON.stringify(version)}${end === undefined ? '' : `, whose standard support ends on ${end}`}; choose one of them, or make the cluster yourself and pass it to RestoreCluster.fromCluster()`,
    scope,
  );
}
