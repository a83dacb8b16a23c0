import { allNeeds, captureHosts, RELEASE_TERMS_SCHEMA } from '../../contract';
import type { ReleaseParameter, ReleaseRecord, ReleaseTerms, WorkloadTerms } from '../../contract';

/** Returns what every release of a stack has to keep of the first one. */
export function releaseTerms(
  record: ReleaseRecord,
  workloads: readonly WorkloadTerms[],
  parameters: readonly ReleaseParameter[],
): ReleaseTerms {
  const { engine, host, pod, repository, service } = record;
  const hosts = captureHosts(record);
  const needs = allNeeds(hosts);
  const { gid, port, readiness, readOnlyRoot, uid } = pod;
  return {
    schema: RELEASE_TERMS_SCHEMA,
    service,
    repository,
    engine: engine.type,
    cpuClass: host.cpuClass,
    ...(hosts.length === 1 ? {} : { cpuClasses: hosts.map(({ cpuClass }) => cpuClass) }),
    architecture: host.architecture,
    ...(needs === undefined ? {} : { needs }),
    uid,
    gid,
    port,
    readOnlyRoot,
    readiness,
    workloads: [...workloads],
    parameters: [...parameters],
  };
}
