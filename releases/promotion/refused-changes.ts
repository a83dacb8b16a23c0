import { isDeepStrictEqual } from 'node:util';
import { allNeeds, captureHosts } from '../../contract';
import type { ReleaseRecord, ReleaseTerms, WorkloadTerms } from '../../contract';
import { isBelow, seededVolumes } from '../../engines/pod-volumes';
import { storeOf } from './parameter-values';

/** A field of a record that the stack does not take, with both values. */
export interface RefusedChange {
  readonly field: string;
  readonly stack: unknown;
  readonly release: unknown;
}

/** Returns what a release changes and may not: the stack's objects were rendered for the values of the first one. */
export function refusedChanges(terms: ReleaseTerms, record: ReleaseRecord): readonly RefusedChange[] {
  return [
    ...unequal(terms, record),
    ...newNeeds(terms, record),
    ...olderCopies(terms, record),
    ...terms.workloads.flatMap((one) => unfit(one, record)),
  ];
}

function unequal(terms: ReleaseTerms, record: ReleaseRecord): RefusedChange[] {
  const { engine, pod, repository, service } = record;
  const same: readonly RefusedChange[] = [
    { field: 'service', stack: terms.service, release: service },
    { field: 'repository', stack: terms.repository, release: repository },
    { field: 'engine.type', stack: terms.engine, release: engine.type },
    ...unequalHosts(terms, captureHosts(record)),
    { field: 'pod.uid', stack: terms.uid, release: pod.uid },
    { field: 'pod.gid', stack: terms.gid, release: pod.gid },
    { field: 'pod.port', stack: terms.port, release: pod.port },
    { field: 'pod.readOnlyRoot', stack: terms.readOnlyRoot, release: pod.readOnlyRoot },
    { field: 'pod.readiness', stack: terms.readiness, release: pod.readiness },
  ];
  return same.filter(({ release, stack }) => !isDeepStrictEqual(stack, release));
}

/** The nodes of the stack's pods are those of the classes of its first release. */
function unequalHosts(terms: ReleaseTerms, hosts: readonly ReleaseRecord['host'][]): readonly RefusedChange[] {
  const [host] = hosts;
  const stack = terms.cpuClasses ?? [terms.cpuClass];
  const release = hosts.map(({ cpuClass }) => cpuClass);
  if (stack.length > 1 || release.length > 1)
    return [{ field: 'copies[].host.cpuClass', stack: stack.toSorted(), release: release.toSorted() }];
  return [
    { field: 'host.cpuClass', stack: terms.cpuClass, release: host?.cpuClass },
    { field: 'host.architecture', stack: terms.architecture, release: host?.architecture },
  ];
}

/** What the nodes have of the first release's needs was checked at synthesis; that they have more is not known. */
function newNeeds({ needs }: ReleaseTerms, record: ReleaseRecord): RefusedChange[] {
  const asked = allNeeds(captureHosts(record));
  const known = asked?.every((need) => needs?.includes(need) ?? true) ?? true;
  return known ? [] : [{ field: 'host.needs', stack: needs, release: asked }];
}

/** Pods that unpack a pack cannot read copies of plain files, the older form. */
function olderCopies({ parameters }: ReleaseTerms, { checkpoint }: ReleaseRecord): RefusedChange[] {
  if (checkpoint.packed !== undefined || !parameters.some(({ holds }) => holds === 'pack-digest')) return [];
  return [{ field: 'checkpoint.packed', stack: 'a pack', release: undefined }];
}

function unfit(workload: WorkloadTerms, record: ReleaseRecord): RefusedChange[] {
  const { cpu, memoryMiB } = record.pod;
  const of = `, with the limits of ${workload.name}`;
  return [
    ...(cpu <= workload.cpu ? [] : [{ field: `pod.cpu${of}`, stack: workload.cpu, release: cpu }]),
    ...(memoryMiB <= workload.memoryMiB
      ? []
      : [{ field: `pod.memoryMiB${of}`, stack: workload.memoryMiB, release: memoryMiB }]),
    ...missingStore(workload, record),
    ...missingVolumes(workload, record),
    ...hiddenFiles(workload, record),
  ];
}

function missingStore({ name, store }: WorkloadTerms, record: ReleaseRecord): RefusedChange[] {
  const has = store === undefined || hasStore(store, record);
  return has ? [] : [{ field: `stores, with the store of ${name}`, stack: store, release: record.stores }];
}

function hasStore(store: NonNullable<WorkloadTerms['store']>, record: ReleaseRecord): boolean {
  switch (store.type) {
    case 'image':
      return true;
    case 's3':
    case 's3-express':
      return storeOf(record, store.type)?.bucket === store.bucket;
    case 'oci-volume':
      return storeOf(record, store.type) !== undefined;
    case 'efs': {
      const stored = storeOf(record, store.type);
      return stored?.fileSystemId === store.fileSystemId && stored.accessPointId === store.accessPointId;
    }
  }
}

/** With a read-only root, each captured file has to be in a volume that starts with the image's files. */
function missingVolumes({ name, volumes }: WorkloadTerms, { checkpoint, pod }: ReleaseRecord): RefusedChange[] {
  const seeded = volumes.filter(({ content }) => content === 'seeded').map(({ path }) => path);
  const missing = seededVolumes(pod.readOnlyRoot, checkpoint)
    .map(({ path }) => path)
    .filter((path) => !seeded.some((volume) => volume === path || isBelow(path, volume)));
  return missing.length === 0
    ? []
    : [{ field: `checkpoint.capturedPaths, with the volumes of ${name}`, stack: seeded, release: missing }];
}

/** A volume that starts empty must not hide a file that the capture changed or removed. */
function hiddenFiles({ name, volumes }: WorkloadTerms, { checkpoint }: ReleaseRecord): RefusedChange[] {
  const empty = volumes.filter(({ content }) => content === 'empty').map(({ path }) => path);
  const hidden = [...checkpoint.capturedPaths, ...checkpoint.removedPaths].filter((path) =>
    empty.some((volume) => volume === path || isBelow(path, volume)),
  );
  return hidden.length === 0
    ? []
    : [{ field: `checkpoint.capturedPaths, with the empty volumes of ${name}`, stack: empty, release: hidden }];
}
