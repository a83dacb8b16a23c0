import type { IConstruct } from 'constructs';
import { captureHosts } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { ENGINES, LOCAL_CPU_CLASS } from '../../engines';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import { validateFit, validateKernel } from '../engines/engine-fit';
import type { Release } from '../release/release';
import { validateNeeds } from './kernel-rules';

/** Rejects a release that the nodes of the cluster, or this version of eks-crac, cannot restore. */
export function validateRelease(scope: IConstruct, release: Release, cluster: IRestoreCluster): void {
  for (const host of captureHosts(release._record)) {
    const cpuClass = requireClass(scope, release, host.cpuClass, cluster);
    if (cpuClass !== undefined) validateNodes(scope, release, host, cpuClass);
  }
  validateNodeKernel(scope, release, cluster);
  validateNeeds(scope, release, cluster);
}

/** The checkpoint of a rehearsal has no class and requires no label. */
function requireClass(
  scope: IConstruct,
  release: Release,
  cpuClass: string,
  cluster: IRestoreCluster,
): CpuClass | undefined {
  const known = cluster.cpuClasses.find((one) => one.name === cpuClass);
  if (cpuClass === LOCAL_CPU_CLASS || known !== undefined) return known;
  const names = cluster.cpuClasses.map((one) => one.name).join(', ');
  throw new UsageError(
    'cpu-class-and-nodes',
    `${release._title} can be restored on nodes of CPU class '${cpuClass}' only, and the cluster has nodes of: ${names === '' ? 'no class' : names}; add the class to the cluster, or choose a release that was captured on one of these`,
    scope,
  );
}

/** A custom class is defined twice, for the pipeline and for the cluster; the record contains only its name. */
function validateNodes(scope: IConstruct, release: Release, host: ReleaseRecord['host'], cpuClass: CpuClass): void {
  const { engine } = release._record;
  if (cpuClass.architecture !== host.architecture) {
    throw new UsageError(
      'cpu-class-and-nodes',
      `${release._title} was captured on ${host.architecture}, and CPU class '${cpuClass.name}' of the cluster has nodes of ${cpuClass.architecture}; give both the same class`,
      scope,
    );
  }
  validateFit(ENGINES[engine.type], cpuClass, scope);
}

function validateNodeKernel(scope: IConstruct, release: Release, { nodeKernel }: IRestoreCluster): void {
  if (nodeKernel === undefined) return;
  const nodes = { host: "the cluster's nodes have", version: nodeKernel };
  validateKernel(ENGINES[release._record.engine.type], nodes, scope);
}
