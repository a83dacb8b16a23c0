import { InvalidManifest } from '../invalid-manifest';
import type { NodeDisk } from './disk';

/** What AWS says a disk needs, in MiB/s, for pulls not to get slower: https://awslabs.github.io/amazon-eks-ami/ */
const LEAST_THROUGHPUT = 600;

/** Has the SOCI snapshotter of Amazon Linux 2023 fetch and unpack the layers of an image at the same time. */
const PARALLEL_PULL = `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  featureGates:
    FastImagePull: true
`;

/** Returns the user data that nodes with such pulls need; Karpenter merges it with its own. */
export function pullUserData(parallelPull: boolean, { diskThroughput }: NodeDisk): { readonly userData?: string } {
  if (!parallelPull) return {};
  if (diskThroughput >= LEAST_THROUGHPUT) return { userData: PARALLEL_PULL };
  throw new InvalidManifest(
    `\`parallelPull\` needs \`diskThroughput\` of at least ${LEAST_THROUGHPUT} MiB/s, got: ${diskThroughput}; below that it makes pulls slower: raise it, or leave \`parallelPull\` out`,
  );
}
