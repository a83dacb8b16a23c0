import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerRuntime, ResourceKind } from '../../../stage/containers';
import { ProcessRunner } from '../../../kit/process';
import type { StateFolder } from '../../../stage/run/state-folder';
import { waitUntil, WaitTimeout } from '../../../kit/wait';

const KINDS: readonly ResourceKind[] = ['container', 'network', 'volume', 'image'];
// A process that was told to end, and what the container runtime still takes down, may need a moment.
const SETTLE_MS = 5000;

/** What is found in names and environments of what a scene's runs made. */
export interface Marks {
  readonly scene: string;
  readonly runs: readonly string[];
}

/** Everything that runs of this state folder left behind; the folder's runs are found by label, name and variable. */
export async function leftovers(containers: ContainerRuntime, state: StateFolder, marks: Marks): Promise<string[]> {
  try {
    return await waitUntil<string[]>({ timeoutMs: SETTLE_MS, intervalMs: 200 }, async () => {
      const left = await look(containers, state, marks);
      return left.length === 0 ? { found: left } : { seen: JSON.stringify(left) };
    });
  } catch (error) {
    if (error instanceof WaitTimeout) return JSON.parse(error.lastSeen) as string[];
    throw error;
  }
}

async function look(containers: ContainerRuntime, state: StateFolder, marks: Marks): Promise<string[]> {
  const labelled = await Promise.all(
    KINDS.map(async (kind) => {
      const names = await containers.list(kind, `eks-crac.state=${state.id}`);
      return names.map((name) => `${kind} ${name}`);
    }),
  );
  const runs = existsSync(state.runs) ? readdirSync(state.runs) : [];
  return [
    ...labelled.flat(),
    ...runs.map((id) => `run folder ${id}`),
    ...processesOf(marks.scene).map((command) => `process ${command}`),
    ...(await tagsOf(containers, [marks.scene, ...marks.runs])),
  ];
}

/** A tag can be left on an image that carries no label of a run. */
async function tagsOf(containers: ContainerRuntime, marks: readonly string[]): Promise<string[]> {
  const list = [containers.program, 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'];
  const { stdout } = await new ProcessRunner().run(list);
  return stdout
    .split('\n')
    .filter((reference) => marks.some((mark) => reference.includes(mark)))
    .map((reference) => `tag ${reference}`);
}

/** Command lines of the processes that have the scene's mark in their environment. */
export function processesOf(scene: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readProcess(pid, 'environ').includes(scene))
    .map((pid) => readProcess(pid, 'cmdline').replaceAll('\0', ' ').trim());
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return '';
    throw error;
  }
}
