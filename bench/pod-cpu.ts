import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';
/** Which of the two files exists depends on the cgroup version. */
const ACCOUNTS = [
  { file: 'cpu.stat', seconds: (text: string) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6 },
  { file: 'cpuacct.usage', seconds: (text: string) => Number(text) / 1e9 },
];

/** Returns the CPU seconds that pods on this machine have used so far, from their cgroups. */
export function podCpuSeconds(uids: ReadonlySet<string>): number {
  const folders = readdirSync(CGROUPS, { recursive: true, encoding: 'utf8' });
  let sum = 0;
  for (const uid of uids) {
    const account = folders
      .filter((path) => path.endsWith(`/pod${uid}`))
      .map((path) => read(join(CGROUPS, path)))
      .find((seconds) => seconds !== undefined);
    if (account === undefined) throw new Error(`pod ${uid} does not run on this machine`);
    sum += account;
  }
  return sum;
}

function read(folder: string): number | undefined {
  const files = readdirSync(folder);
  for (const { file, seconds } of ACCOUNTS) {
    if (!files.includes(file)) continue;
    const value = seconds(readFileSync(join(folder, file), 'utf8'));
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}
