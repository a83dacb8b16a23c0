import { isDeepStrictEqual } from 'node:util';
import type { ReleaseDraft } from '../../contract';
import { Failure } from '../../kit/report/failure';

/** What a pod has once, whatever the node, by its name in errors. */
const SHARED: Readonly<Record<string, (draft: ReleaseDraft) => unknown>> = {
  service: ({ service }) => service,
  repository: ({ repository }) => repository,
  engine: ({ engine }) => engine.type,
  user: ({ pod: { gid, uid } }) => [uid, gid],
  'limits of the pod': ({ pod: { cpu, memoryMiB } }) => [cpu, memoryMiB],
  port: ({ pod: { port } }) => port,
  readiness: ({ pod: { readiness } }) => readiness,
  'root file system': ({ pod: { readOnlyRoot } }) => readOnlyRoot,
  environment: ({ pod: { environment } }) => environment,
  hooks: ({ checkpoint: { hooks } }) => hooks,
  'source revision': ({ provenance }) => provenance?.revision,
};

/** Returns the drafts in the order of the CPU classes that are wanted; refuses what cannot become one release. */
export function checkDrafts(drafts: readonly ReleaseDraft[], wanted: readonly string[]): readonly ReleaseDraft[] {
  const [one] = wanted;
  if (one === undefined || wanted.length < 2) {
    throw refused(
      `a release of several CPU classes was asked for ${one === undefined ? 'none' : `${one} alone`}`,
      'name two classes or more; a capture on one class makes its release itself',
    );
  }
  const ordered = wanted.map((cpuClass) => draftOf(drafts, cpuClass));
  const unwanted = drafts.find(({ host }) => !wanted.includes(host.cpuClass));
  if (unwanted !== undefined) {
    throw refused(
      `there is a capture of CPU class ${unwanted.host.cpuClass}, and the release is for ${wanted.join(', ')}`,
      'name the class, or leave the capture out',
    );
  }
  requireShared(ordered);
  requireOneImage(ordered);
  return ordered;
}

function draftOf(drafts: readonly ReleaseDraft[], cpuClass: string): ReleaseDraft {
  const [draft, second] = drafts.filter(({ host }) => host.cpuClass === cpuClass);
  if (draft === undefined) {
    throw refused(
      `CPU class ${cpuClass} has no capture, so nothing is released`,
      'look into the build that captures on a host of this class; a retry of it is enough',
    );
  }
  if (second === undefined) return draft;
  throw refused(
    `CPU class ${cpuClass} has two captures, of the runs ${draft.captureRun} and ${second.captureRun}`,
    'give each host its own class, and join one capture of each',
  );
}

function requireShared(drafts: readonly ReleaseDraft[]): void {
  const [first, ...others] = drafts;
  if (first === undefined) return;
  for (const other of others) {
    for (const [what, valueOf] of Object.entries(SHARED)) {
      const [a, b] = [valueOf(first), valueOf(other)];
      if (isDeepStrictEqual(a, b)) continue;
      throw refused(
        `the captures of ${first.host.cpuClass} and ${other.host.cpuClass} differ in ${what}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`,
        'capture all classes of one commit, with one capture spec but for its `cpuClass`',
      );
    }
  }
}

/** What one capture refers to in its image must be the same bytes in the image of the other. */
function requireOneImage(drafts: readonly ReleaseDraft[]): void {
  for (const draft of drafts) {
    const { architecture, cpuClass } = draft.host;
    const first = drafts.find(({ host }) => host.architecture === architecture);
    if (first === undefined || first.images.service.digest === draft.images.service.digest) continue;
    throw refused(
      `the captures of ${first.host.cpuClass} and ${cpuClass} are of different images for ${architecture}`,
      'prepare one image for each architecture, and have all captures of it take that one',
    );
  }
}

function refused(cause: string, remedy: string): Failure {
  return new Failure('publish-failed', cause, remedy);
}
