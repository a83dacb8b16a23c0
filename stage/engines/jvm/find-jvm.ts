import { CAPTURE_FILES, TOOL_PROGRAM } from '../../../contract';
import { ProcessError } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { CaptureSession } from '../capture-session';
import type { Jvm } from './jvm-engine';
import { noJcmd, unreachable } from './jvm-failures';

const ASK_SECONDS = 30;
const NO_SUCH_PROGRAM = 127;

/** Finds the container's only process that runs a java executable, however it was started. */
export async function findJvm(session: CaptureSession): Promise<Jvm> {
  const { stdout } = await session.exec([TOOL_PROGRAM, 'executables']);
  const found = [...stdout.matchAll(/^\/proc\/(\d+)\/exe (\/.*\/java)$/gm)];
  const jvms = found.map(([, pid, java = '']) => ({ pid: Number(pid), java }));
  const [jvm, ...others] = jvms;
  if (jvm !== undefined && others.length === 0) return jvm;
  throw new Failure(
    'checkpoint-failed',
    jvm === undefined
      ? 'no JVM runs in the capture container'
      : `${jvms.length} JVMs run in the capture container: ${jvms.map(({ java, pid }) => `${pid} ${java}`).join(', ')}`,
    'the image must run the service, and nothing else, with the `java` of its JDK',
  );
}

/** Runs before the checkpoint, so that a missing or failing `jcmd` is detected while nothing is lost. */
export async function versionOf(session: CaptureSession, jvm: Jvm, harmless: string): Promise<string> {
  const { exitCode, text } = await jcmd(session, jvm, [harmless], ASK_SECONDS);
  if (exitCode === NO_SUCH_PROGRAM) throw noJcmd(jvm.java);
  if (exitCode !== 0) throw unreachable(text);
  return /^JDK (\S+)/m.exec(text)?.[1] ?? (await recordedVersion(session, jvm.java));
}

/** Returns what `jcmd` ended with and said. It is not reliable: the JVM may die under it, or refuse while it reports success. */
export async function jcmd(
  session: CaptureSession,
  { java, pid }: Jvm,
  command: readonly string[],
  seconds: number,
): Promise<{ exitCode: number; text: string }> {
  const program = java.replace(/java$/, 'jcmd');
  const argv = [TOOL_PROGRAM, 'limit', String(seconds), program, String(pid), ...command];
  try {
    const { stderr, stdout } = await session.exec(argv);
    return { exitCode: 0, text: `${stdout}${stderr}` };
  } catch (error) {
    if (!(error instanceof ProcessError) || error.exitCode === undefined) throw error;
    return { exitCode: error.exitCode, text: `${error.stdout}${error.stderr}` };
  }
}

/** Reads which JVM the program of the capture saw, from a container that may have ended. */
export async function recordedJvm(session: CaptureSession): Promise<Jvm> {
  const [, pid, java] = /^(\d+) (\/.*)$/m.exec((await session.read(CAPTURE_FILES.java)) ?? '') ?? [];
  if (java !== undefined) return { pid: Number(pid), java };
  throw new Failure(
    'checkpoint-failed',
    'no process of the capture container ran a `java`, or it could not be seen',
    'the image must start the service with the `java` of its JDK, as the user of the image',
  );
}

/** Reads the version of the JDK from its own file, where no JVM can be asked any more. */
export async function recordedVersion(session: CaptureSession, java: string): Promise<string> {
  const release = (await session.readFile(java.replace(/\/bin\/java$/, '/release'))) ?? '';
  return /^JAVA_VERSION="(.*)"$/m.exec(release)?.[1] ?? 'unknown';
}
