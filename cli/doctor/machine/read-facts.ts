import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { dirname } from 'node:path';
import { z } from 'zod';
import { findRuntime, machineFolders } from '../../../machine';
import type { MachineRuntime } from '../../../machine';
import { ProcessError, ProcessRunner } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { MachineFacts, RuntimeFacts, RuntimeInfo } from './facts';

const ANSWER_MS = 15_000;

const dockerInfo = z
  .object({
    OperatingSystem: z.string().default(''),
    KernelVersion: z.string().default(''),
    CgroupVersion: z.string().default(''),
    SystemTime: z.string().default(''),
  })
  .transform((info): RuntimeInfo => {
    const time = Date.parse(info.SystemTime.replace(/\.\d+/, ''));
    const { CgroupVersion: cgroups, KernelVersion: kernel, OperatingSystem: operatingSystem } = info;
    return { operatingSystem, kernel, cgroups, ...(Number.isNaN(time) ? {} : { time }) };
  });

const podmanInfo = z
  .object({ host: z.object({ os: z.string(), kernel: z.string(), cgroupVersion: z.string() }).partial() })
  .transform(({ host }): RuntimeInfo => {
    return { operatingSystem: host.os ?? '', kernel: host.kernel ?? '', cgroups: (host.cgroupVersion ?? '').slice(1) };
  });

/** Reads the facts of this machine; changes nothing. */
export async function readFacts(env: NodeJS.ProcessEnv = process.env): Promise<MachineFacts> {
  const { root } = machineFolders(env);
  const { bavail, bsize } = await statfs(existing(root));
  const runner = new ProcessRunner(env);
  return {
    platform: platform(),
    arch: arch(),
    kernel: release(),
    stateDir: root,
    freeBytes: bavail * bsize,
    runtime: await runtimeFacts(env),
    now: Date.now(),
    read,
    output: (argv) => output(runner, argv),
  };
}

async function runtimeFacts(env: NodeJS.ProcessEnv): Promise<RuntimeFacts> {
  try {
    const found = await findRuntime(env);
    if (found.containerRuntime === undefined) return { kind: 'none', why: found.why };
    const { program, version } = found.containerRuntime;
    return { kind: 'answers', program, version, info: await infoOf(found.containerRuntime) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: 'unsuitable', text: error.message, remedy: error.remedy };
  }
}

async function infoOf({ program, runner }: MachineRuntime): Promise<RuntimeInfo> {
  const format = program === 'docker' ? '{{json .}}' : 'json';
  const { stdout } = await runner.run([program, 'info', '--format', format], { timeoutMs: ANSWER_MS });
  return (program === 'docker' ? dockerInfo : podmanInfo).parse(JSON.parse(stdout));
}

/** The folder itself, or the nearest one above it: the state folder is made by the first run. */
function existing(path: string): string {
  return existsSync(path) ? path : existing(dirname(path));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return undefined;
    throw error;
  }
}

async function output(runner: ProcessRunner, argv: readonly string[]): Promise<string | undefined> {
  try {
    return (await runner.run(argv, { timeoutMs: ANSWER_MS })).stdout;
  } catch (error) {
    if (error instanceof ProcessError) return undefined;
    throw error;
  }
}
