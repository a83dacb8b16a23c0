import { ContainerRuntime } from '../../stage/containers';
import type { RuntimeProgram } from '../../stage/containers';
import { ScriptedRunner } from './unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

/** A container runtime whose program answers by a script. */
export function containersOf(script: Script, program: RuntimeProgram = 'docker') {
  const runner = new ScriptedRunner(script);
  return { containers: new ContainerRuntime(program, runner), runner };
}

export const containerState = (state: object = {}, ports: object = {}) => ({
  stdout: JSON.stringify([
    {
      Id: 'c',
      State: { Running: true, ExitCode: 0, StartedAt: '2026-01-02T03:04:05.123456789Z', OOMKilled: false, ...state },
      NetworkSettings: { Ports: ports },
    },
  ]),
});

export const imageConfig = (config: object = {}) => ({
  stdout: JSON.stringify([
    {
      Id: 'sha256:0123456789abcdef',
      Architecture: 'amd64',
      Config: { User: '', Env: null, Entrypoint: null, Cmd: ['java', '-jar', 'app.jar'], WorkingDir: '/', ...config },
    },
  ]),
});
