import { exitedOrThrow } from '../../kit/process';
import type { ContainerRuntime } from '../../stage/containers';

/** What a container has used since it was started. */
export interface ContainerUsage {
  /** Processor time, in milliseconds. */
  readonly cpuMs: number;
  /** Memory charged to its control group, page cache included, in bytes. */
  readonly memoryBytes: number;
  /** Memory that is no page of a file, in bytes. */
  readonly anonymousBytes: number;
  readonly pageFaults: number;
}

interface Hierarchy {
  readonly files: readonly string[];
  readonly usage: (text: string) => ContainerUsage;
}

const number = (pattern: RegExp, text: string) => Number(pattern.exec(text)?.[1]);

/** The two versions of control groups, as the container itself sees its own. */
const HIERARCHIES: readonly Hierarchy[] = [
  {
    files: ['cpu.stat', 'memory.current', 'memory.stat'],
    usage: (text) => ({
      cpuMs: number(/^usage_usec (\d+)$/m, text) / 1e3,
      memoryBytes: number(/^(\d+)$/m, text),
      anonymousBytes: number(/^anon (\d+)$/m, text),
      pageFaults: number(/^pgfault (\d+)$/m, text),
    }),
  },
  {
    files: ['memory/memory.usage_in_bytes', 'memory/memory.stat', 'cpuacct/cpuacct.usage'],
    usage: (text) => ({
      cpuMs: Number(text.trim().split('\n').at(-1)) / 1e6,
      memoryBytes: number(/^(\d+)$/m, text),
      anonymousBytes: number(/^total_rss (\d+)$/m, text),
      pageFaults: number(/^total_pgfault (\d+)$/m, text),
    }),
  },
];

/** Reads the usage with a program of the container, whose own use, about 1 ms and 1 MB, is in all figures. */
export async function usageOf(containers: ContainerRuntime, container: string): Promise<ContainerUsage> {
  let failure: Error | undefined;
  for (const { files, usage } of HIERARCHIES) {
    try {
      const argv = ['cat', ...files.map((file) => `/sys/fs/cgroup/${file}`)];
      return usage((await containers.exec(container, argv)).stdout);
    } catch (error) {
      failure = exitedOrThrow(error);
    }
  }
  throw new Error(`no control group can be read in the container: ${String(failure?.message)}`);
}
