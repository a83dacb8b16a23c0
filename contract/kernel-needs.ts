import { z } from 'zod';

/**
 * What a checkpoint asks of the kernel that restores it, beyond the engine's oldest one:
 *
 * - `cgroup-v1`, `cgroup-v2`: the version whose files the captured JVM reads for its limits
 * - `advice-N`: an advice of madvise(2) on memory of the service. 15, MADV_NOHUGEPAGE, is on every thread's stack since
 *   Linux 6.7, and refused by a kernel that was built without transparent huge pages
 * - `rseq-N`: a registration of restartable sequences of N bytes, more than the 32 that every kernel takes since 4.18
 * - `shadow-stack`: shadow stacks (CET), since Linux 6.6
 *
 * Guard pages (6.13) and memory that may be dropped (6.11) are in no list: the stage writes them in another way.
 */
export const kernelNeed = z
  .string()
  .regex(/^(cgroup-v[12]|advice-[1-9]\d*|rseq-[1-9]\d*|shadow-stack)$/)
  .describe('what the restore asks of the kernel');

/** What every kernel has that an engine runs on. */
export const RSEQ_BYTES = 32;

/** The version of control groups that the file `/proc/self/cgroup` shows, as a JVM reads it. */
export function cgroupNeed(selfCgroup: string): string {
  const controllers = selfCgroup.split('\n').flatMap((line) => (line.split(':')[1] ?? '').split(','));
  return controllers.includes('memory') ? 'cgroup-v1' : 'cgroup-v2';
}
