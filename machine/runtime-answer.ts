import { z } from 'zod';
import { ProcessError } from '../kit/process';
import type { ProcessRunner } from '../kit/process';

/** Whether a container runtime answers, which is more than its program being there. */
export type RuntimeAnswer =
  { readonly answers: true; readonly version: string } | { readonly answers: false; readonly why: string };

const ANSWER_MS = 15_000;

const dockerVersion = z.object({ Server: z.object({ Version: z.string() }).nullish() });
const podmanInfo = z.object({ version: z.object({ Version: z.string() }) });

export function askDocker(runner: ProcessRunner, signal?: AbortSignal): Promise<RuntimeAnswer> {
  return ask(runner, ['docker', 'version', '--format', '{{json .}}'], signal, (stdout) => {
    const version = dockerVersion.parse(JSON.parse(stdout)).Server?.Version;
    return version === undefined ? { answers: false, why: 'docker reaches no daemon' } : { answers: true, version };
  });
}

export function askPodman(runner: ProcessRunner, signal?: AbortSignal): Promise<RuntimeAnswer> {
  return ask(runner, ['podman', 'info', '--format', 'json'], signal, (stdout) => ({
    answers: true,
    version: podmanInfo.parse(JSON.parse(stdout)).version.Version,
  }));
}

/** Whether a version such as `26.1.5+dfsg1` is at least `major.minor`. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

async function ask(
  runner: ProcessRunner,
  argv: readonly string[],
  signal: AbortSignal | undefined,
  read: (stdout: string) => RuntimeAnswer,
): Promise<RuntimeAnswer> {
  try {
    const { stdout } = await runner.run(argv, { timeoutMs: ANSWER_MS, signal });
    return read(stdout);
  } catch (error) {
    if (error instanceof ProcessError && error.failure.kind !== 'aborted')
      return { answers: false, why: reason(argv[0] ?? '', error) };
    throw error;
  }
}

/** One line for a list of reasons; a container runtime's own text can have many. */
function reason(program: string, error: ProcessError): string {
  if (error.failure.kind === 'spawn-failed' && error.failure.code === 'ENOENT') return `${program} is not installed`;
  const said = error.stderr.trim().split('\n')[0] ?? '';
  return error.failure.kind === 'exited' && said !== '' ? said : (error.message.split('\n')[0] ?? error.message);
}
