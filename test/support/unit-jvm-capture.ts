import { CaptureSession, ENGINE_DRIVERS } from '../../stage/engines';
import type { TakenCheckpoint } from '../../stage/engines';
import type { CaptureSpec, EngineType } from '../../contract';
import { contextOf } from './unit-context';
import { containerState } from './unit-containers';
import { exited } from './unit-runner';
import type { Reply } from './unit-runner';

export const JAVA = '/usr/lib/jvm/zulu-25/bin/java';
export const ABSENT = exited(1, 'Error response from daemon: Could not find the file /opt in container');
export const NEVER_ENDS: Reply = { failure: { kind: 'timed-out', timeoutMs: 5000 } };

/** How a capture container behaves whose JVM takes its checkpoint itself. */
export interface JvmTraits {
  readonly processes?: string;
  readonly version?: Reply;
  readonly checkpoint?: Reply;
  readonly wait?: Reply;
  readonly logs?: Reply;
  readonly state?: object;
  /** Files of the checkpoint folder, and the JDK's `release`, by name. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  /** Changes of the capture spec. */
  readonly spec?: CaptureSpec;
}

export interface JvmCapture {
  /** What was run in the container, without `docker exec`. */
  readonly commands: readonly string[];
  readonly taken: Promise<TakenCheckpoint>;
}

/** Checkpoints such a container with the driver of an engine. */
export function checkpointBy(engine: EngineType, traits: JvmTraits): JvmCapture {
  const { checkpoint = exited(1, 'java.io.IOException: Premature EOF\n'), files = {}, logs = {}, spec } = traits;
  const { state = {}, version = { stdout: '7:\n' }, wait = { stdout: '137\n' } } = traits;
  const { processes = `/proc/1/exe /usr/bin/dash\n/proc/7/exe ${JAVA}\n/proc/9/exe /opt/eks-crac/start\n` } = traits;
  const commands: string[] = [];
  const context = contextOf({
    ...(spec === undefined ? {} : { spec }),
    script: {
      'docker exec …': (argv) => {
        commands.push(argv.slice(2).join(' '));
        if (argv.includes('executables')) return { stdout: processes };
        return argv.includes('JDK.checkpoint') ? checkpoint : version;
      },
      'docker wait service': wait,
      'docker logs service': logs,
      'docker cp …': (argv) => {
        const name = /([^/]*) -$/.exec(argv.join(' '))?.[1] ?? '';
        const text = files[name];
        return text === undefined ? ABSENT : { files: { [name]: text } };
      },
      'docker container inspect service': containerState({ Running: false, ExitCode: 137, ...state }),
    },
  });
  const driver = ENGINE_DRIVERS[engine];
  const session = new CaptureSession(context, {
    container: 'service',
    user: '1000:1000',
    explainExit: (output) => driver.explainExit(output),
  });
  return { commands, taken: driver.checkpoint(session) };
}
