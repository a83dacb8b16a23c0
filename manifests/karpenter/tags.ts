import { InvalidManifest } from '../invalid-manifest';

/** Tags that Karpenter sets itself, and refuses in an EC2NodeClass. */
const KARPENTERS = [
  'eks:eks-cluster-name',
  'karpenter.k8s.aws/ec2nodeclass',
  'karpenter.sh/nodeclaim',
  'karpenter.sh/nodepool',
];

/** Returns whether Karpenter and EC2 accept a tag of that name. */
export function isFreeTag(key: string): boolean {
  return key !== '' && !key.startsWith('aws:') && !key.startsWith('kubernetes.io/cluster') && !KARPENTERS.includes(key);
}

/** Rejects tags for which Karpenter would refuse the whole class, when it is applied. */
export function requireFreeTags(tags: Readonly<Record<string, string>>): void {
  const taken = Object.keys(tags).find((key) => !isFreeTag(key));
  if (taken === undefined) return;
  throw new InvalidManifest(
    `\`tags\` must leave the names that Karpenter and AWS set, aws:*, kubernetes.io/cluster* and ${KARPENTERS.join(', ')}, got: ${JSON.stringify(taken)}; drop it`,
  );
}
