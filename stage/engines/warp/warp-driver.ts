import { TOOL_PROGRAM } from '../../../contract';
import { ENGINES } from '../../../engines';
import { lastLines, ProcessError } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { captureEnvironment, capturedOptions, JDK_JAVA_OPTIONS, JVM_OPTION_VARIABLES } from '../capture-environment';
import type { CaptureSession } from '../capture-session';
import type { EngineDriver, TakenCheckpoint } from '../engine-driver';
import { diskFull, noCrac, noJcmd, outOfMemory, refused, silent, unproven, unreachable } from './warp-failures';

const IMAGE = 'core.img';
const SUCCESS = /^warp: Checkpoint successful!\s*$/m;
const KILLED = 137;
const ASK_SECONDS = 30;
/** The JVM runs the service's hooks and writes as much data as it uses memory. */
const CHECKPOINT_SECONDS = 120;
const END_TIMEOUT_MS = 30_000;
const NO_SUCH_PROGRAM = 127;

/** Triggers the checkpoint of an Azul JVM with Warp. */
export const warpDriver: EngineDriver = {
  data: ENGINES.warp,
  captureEntrypoint: 'capture-jvm',
  optionVariable: () => JDK_JAVA_OPTIONS,
  captureFiles: () => ({}),
  asksItself: () => false,
  // This JVM cannot call a checkpoint off.
  dryRunHooks: () => Promise.resolve(false),
  collectGarbage: () => Promise.resolve(false),

  async checkpoint(session): Promise<TakenCheckpoint> {
    const jvm = await findJvm(session);
    const engineVersion = await version(session, jvm);
    const environment = await captureEnvironment(session);
    const said = await trigger(session, jvm);
    await requireEvidence(session, said);
    return {
      engineName: 'Warp, JDK',
      engineVersion,
      // A JDK with CRaC continues its monotonic clock from where it was.
      clockSeconds: 0,
      manifest: {
        java: jvm.java,
        variables: updatedVariables(environment),
        options: capturedOptions(environment),
      },
      excludedFiles: [],
    };
  },

  rewrite: undefined,
  readMemory: undefined,
  explainExit: noCrac,
};

interface Jvm {
  readonly pid: number;
  readonly java: string;
}

/** Finds the container's only process that runs a java executable, however it was started. */
async function findJvm(session: CaptureSession): Promise<Jvm> {
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
async function version(session: CaptureSession, jvm: Jvm): Promise<string> {
  const { exitCode, text } = await jcmd(session, jvm, ['VM.version'], ASK_SECONDS);
  if (exitCode === NO_SUCH_PROGRAM) throw noJcmd(jvm.java);
  if (exitCode !== 0) throw unreachable(text);
  return /^JDK (\S+)/m.exec(text)?.[1] ?? 'unknown';
}

/**
 * Names of the variables passed to the container. A variable set by a script of the image is excluded: no pod passes it
 * either, so it must keep its captured value. JVM options must not be passed to a restored JVM, and the variables of
 * eks-crac are between the stage and `start`.
 */
function updatedVariables(environment: ReadonlyMap<string, string>): string[] {
  const valid = [...environment.keys()].filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  return valid.filter((name) => !JVM_OPTION_VARIABLES.includes(name) && !name.startsWith('EKS_CRAC_')).sort();
}

/**
 * Returns the output of `jcmd`. It is not reliable: the JVM may die under it, or refuse while `jcmd` reports success.
 */
async function trigger(session: CaptureSession, jvm: Jvm): Promise<string> {
  const { text } = await jcmd(session, jvm, ['JDK.checkpoint'], CHECKPOINT_SECONDS);
  const refusal = refused(text);
  if (refusal !== undefined) throw refusal;
  return text;
}

async function jcmd(
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

/** Checks the status of a killed process, the JVM's own message and the file: each alone could have another cause. */
async function requireEvidence(session: CaptureSession, said: string): Promise<void> {
  const status = await session.ended(END_TIMEOUT_MS);
  const { stderr, stdout } = await session.logs();
  const output = `${stdout}${stderr}`;
  const known = refused(output) ?? diskFull(output);
  if (status === undefined) throw known ?? silent(END_TIMEOUT_MS, said, output);
  const lacking = [
    ...(status === KILLED ? [] : [`container status ${status} instead of ${KILLED}`]),
    ...(SUCCESS.test(output) ? [] : ['no line `warp: Checkpoint successful!`']),
    ...((await session.bytes(IMAGE)) > 0 ? [] : ['no core.img']),
  ];
  if (lacking.length === 0) return;
  if ((await session.state()).outOfMemory) throw outOfMemory();
  throw known ?? unproven(lacking, lastLines(output));
}
