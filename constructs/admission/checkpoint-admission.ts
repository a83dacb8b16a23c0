import { Construct } from 'constructs';
import { releasePolicy } from '../../manifests';
import { UsageError } from '../core/errors';
import type { RestoredWorkload } from '../workload';

/** Properties of an admission. */
export interface CheckpointAdmissionProps {
  /**
   * Workloads of one cluster, each with its namespace. **Pods in these namespaces are admitted only with a release of
   * these workloads**, so name all that run images of the same repository there.
   */
  readonly workloads: readonly RestoredWorkload[];
}

/** Workloads of a namespace whose images are in one repository. */
interface Group {
  readonly namespace: string;
  readonly repository: string;
  readonly workloads: RestoredWorkload[];
}

/**
 * Admits only images that a release record names: a pod of the workloads' namespaces with another image of their
 * repositories, whoever applies it, is turned away by the API server.
 *
 * Admitted are the digests of the release that the stack runs, and with `Release.fromParameters()` those of the release
 * before, so that its pods can be replaced while the next one rolls out, and a rollback is admitted before it begins. A
 * promotion moves both with the stack. Creates a ValidatingAdmissionPolicy and its binding for each pair of namespace and
 * repository. Kubernetes 1.30 and newer.
 */
export class CheckpointAdmission extends Construct {
  public constructor(scope: Construct, id: string, { workloads }: CheckpointAdmissionProps) {
    super(scope, id);
    this.validate(workloads);
    for (const { namespace, repository, workloads: own } of groupsOf(workloads)) {
      const service = own[0]?._release.service ?? '';
      const digests = new Set(own.flatMap(({ _release: release }) => release._admitted()));
      const objects = releasePolicy({
        name: `${namespace}-${service}-releases`,
        repository,
        namespace,
        digests: [...digests],
      });
      const applied = own[0]?._cluster.apply(this, `${namespace}-${service}`, objects);
      // Pods of the next release are admitted before they are made.
      if (applied !== undefined) for (const workload of own) workload.node.addDependency(applied);
    }
  }

  private validate(workloads: readonly RestoredWorkload[]): void {
    const clusters = [...new Set(workloads.map(({ _cluster: { clusterName } }) => clusterName))];
    if (clusters.length === 1) return;
    throw new UsageError(
      'invalid-prop',
      `\`workloads\` must be at least one workload, all of one cluster, got: ${workloads.length} of ${clusters.length} clusters; make an admission for each cluster`,
      this,
    );
  }
}

function groupsOf(workloads: readonly RestoredWorkload[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const workload of workloads) {
    const { _release: release, namespace } = workload;
    const { repository } = release._record;
    const group = groups.get(`${namespace} ${repository}`) ?? { namespace, repository, workloads: [] };
    group.workloads.push(workload);
    groups.set(`${namespace} ${repository}`, group);
  }
  return [...groups.values()];
}
