import { RELEASE_TERMS_SCHEMA } from '../../contract';
import type { ReleaseParameter, ReleaseRecord, ReleaseTerms, WorkloadTerms } from '../../contract';

/** Returns what every release of a stack has to keep of the first one. */
export function releaseTerms(
  { engine, host, pod, repository, service }: ReleaseRecord,
  workloads: readonly WorkloadTerms[],
  parameters: readonly ReleaseParameter[],
): ReleaseTerms {
  const { gid, port, readiness, readOnlyRoot, uid } = pod;
  return {
    schema: RELEASE_TERMS_SCHEMA,
    service,
    repository,
    engine: engine.type,
    cpuClass: host.cpuClass,
    architecture: host.architecture,
    ...(host.needs === undefined ? {} : { needs: host.needs }),
    uid,
    gid,
    port,
    readOnlyRoot,
    readiness,
    workloads: [...workloads],
    parameters: [...parameters],
  };
}
