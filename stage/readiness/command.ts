import { COMMAND_SECONDS } from '../../contract';
import { lastLines, ProcessError } from '../../kit/process';
import type { Observation } from '../../kit/wait';
import type { ContainerRuntime, ExecOptions } from '../containers';

type CommandOptions = Omit<ExecOptions, 'timeoutMs'>;

/** Runs a command in the container that is asked; fails as a process does. */
export type RunCommand = (argv: readonly string[]) => Promise<unknown>;

/** Runs commands in a container, as the user whom it runs as and with its variables unless others are given. */
export function commandsIn(containers: ContainerRuntime, container: string, as: CommandOptions = {}): RunCommand {
  return (argv) => containers.exec(container, argv, { ...as, timeoutMs: COMMAND_SECONDS * 1000 });
}

/** Runs a command once; a status other than 0 and a command without an end are observations, not errors. */
export async function probeCommand(argv: readonly string[], run: RunCommand): Promise<Observation<0>> {
  try {
    await run(argv);
    return { found: 0 };
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    const { failure } = error;
    if (failure.kind === 'timed-out') return { seen: `no end within ${failure.timeoutMs / 1000} s` };
    if (failure.kind !== 'exited') throw error;
    const said = lastLines(error.stderr.trim() === '' ? error.stdout : error.stderr, 1);
    return { seen: `status ${failure.exitCode}${said === '' ? '' : `, ${said}`}` };
  }
}
