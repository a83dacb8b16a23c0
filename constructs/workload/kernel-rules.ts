import type { IConstruct } from 'constructs';
import { captureHosts } from '../../contract';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';
import { isOlder } from '../engines/engine-fit';
import type { Release } from '../release/release';

/** The first Linux that has what a record names; what is missing here only a node can tell, and `start` asks it. */
const SINCE: Readonly<Record<string, string>> = { 'shadow-stack': '6.6' };

/** Rejects a release that asks for what the nodes do not have. Their control groups are of version 2, as on all of EKS. */
export function validateNeeds(scope: IConstruct, release: Release, { nodeKernel }: IRestoreCluster): void {
  const { host } = release._record;
  const needs = captureHosts(release._record).flatMap((one) => one.needs ?? []);
  if (needs.includes('cgroup-v1')) {
    throw new UsageError(
      'engine-and-kernel',
      `${release._title} was captured on a host with control groups of version 1, whose files its JVM reads, and nodes of EKS have version 2; capture it on a host with version 2, such as Amazon Linux 2023`,
      scope,
    );
  }
  const missing = needs.find((need) => nodeKernel !== undefined && isOlder(nodeKernel, SINCE[need] ?? '0'));
  if (missing === undefined) return;
  throw new UsageError(
    'engine-and-kernel',
    `${release._title} was captured on Linux ${host.kernel} and needs ${missing}, and the cluster's nodes have Linux ${String(nodeKernel)}; capture it on a host with the kernel of the nodes`,
    scope,
  );
}
