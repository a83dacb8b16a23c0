import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCaptureSpec } from '../../../contract';
import type { StageMessage } from '../../../contract';
import { localPlatform } from '../../../cli/rehearsal/local-platform';
import { ensureMachine } from '../../../machine';
import { ProcessRunner } from '../../../kit/process';
import { ContainerRuntime } from '../../../stage/containers';
import type { ContainerMount } from '../../../stage/containers';
import type { StagePlatform } from '../../../stage/context/platform';
import type { StageInput } from '../../../stage/with-run';
import type { Scene } from '../../support/containers/scene';
import { withShim } from '../../support/containers/shim';

/** A host of a build: this machine, with less of a CPU. */
export interface SimulatedHost {
  readonly platform: StagePlatform;
  readonly said: readonly StageMessage[];
}

/** A host whose CPU lacks these flags of this machine's, as far as the stage reads of it. */
export async function hostLacking(scene: Scene, ...lacking: readonly string[]): Promise<SimulatedHost> {
  const machine = await ensureMachine(
    { yes: true, interactive: false, command: ['rehearse'] },
    () => undefined,
    () => Promise.resolve(true),
  );
  const { program } = machine.containerRuntime;
  const remove = lacking.map((flag) => `-e 's/ ${flag}\\>//'`).join(' ');
  const shim = `case $* in *'cat /proc/cpuinfo') "$real" "$@" | sed ${remove}; exit;; esac`;
  const env = withShim(
    process.env,
    program,
    join(scene.folder, `bin-${lacking.join('-')}`),
    lacking.length > 0 ? shim : ':',
  );
  const said: StageMessage[] = [];
  const reporter = { report: (message: StageMessage) => void said.push(message) };
  const { signal } = new AbortController();
  const platform = localPlatform({ ...machine, stateDir: scene.state.path }, { signal }, reporter);
  return { said, platform: { ...platform, containers: new ContainerRuntime(program, new ProcessRunner(env)) } };
}

/** What makes a container see a CPU that lacks these flags: a node of another type. */
export function nodeLacking(scene: Scene, ...lacking: readonly string[]): ContainerMount {
  const here = readFileSync('/proc/cpuinfo', 'utf8');
  const file = join(scene.folder, `cpuinfo-${lacking.join('-')}`);
  writeFileSync(
    file,
    lacking.reduce((text, flag) => text.replaceAll(new RegExp(` ${flag}(?= |$)`, 'gm'), ''), here),
  );
  return { volume: file, path: '/proc/cpuinfo:ro' };
}

/** The scene's spec, as a pipeline gives it to the host of a CPU class. */
export function inputOf(scene: Scene, cpuClass: string): StageInput {
  const document = JSON.parse(readFileSync(scene.specFile, 'utf8')) as object;
  const spec = parseCaptureSpec({ ...document, cpuClass: { name: cpuClass } }, scene.specFile);
  const publish = { ...spec.publish, repository: scene.repository.repository };
  return { spec: { ...spec, publish }, specFolder: scene.folder, keep: false };
}
