import { ENGINES } from '../../engines';
import { containerFileBytes } from '../clients/container-files';
import { lastLines, ProcessError } from '../process';
import { Failure } from '../report';
import type { StageContext } from '../stage-context';
import { endedWith } from './container-end';
import type { CaptureContainer, EngineDriver, FrozenProcess } from './engine-driver';
import { diskFull, noCrac, noJcmd, outOfMemory, refused, silent, unproven, unreachable } from './warp-failures';

const TOOLS = '/opt/eks-crac/criu';
const IMAGE = '/opt/eks-crac/checkpoint/core.img';
const SUCCESS = /^warp: Checkpoint successful!\s*$/m;
const KILLED = 137;
const ASK_SECONDS = 30;
/** The JVM runs the service's hooks and writes as much as it uses memory. */
const CHECKPOINT_SECONDS = 120;
const END_TIMEOUT_MS = 30_000;
const NO_SUCH_PROGRAM = 127;

/** Tells a JVM of Azul to freeze itself. */
export const warpDriver: EngineDriver = {
  data: ENGINES.warp,
  captureEntrypoint: 'capture-jvm',
  captureFiles: () => ({}),
  asksItself: () => false,
  // This JVM offers no checkpoint that one could call off.
  rehearseHooks: () => Promise.resolve(false),

  async freeze(context, capture): Promise<FrozenProcess> {
    const jvm = await findJvm(context, capture);
    const engineVersion = await version(context, capture, jvm);
    const variables = await variableNames(context, capture);
    const said = await trigger(context, capture, jvm);
    await requireEvidence(context, capture, said);
    return {
      engineName: 'Warp, JDK',
      engineVersion,
      // A JDK with CRaC continues its monotonic clock where it was.
      clockSeconds: 0,
      manifest: { processes: [], java: jvm.java, variables },
      leftovers: [],
    };
  },

  explainExit: noCrac,
};

interface Jvm {
  readonly pid: number;
  readonly java: string;
}

/** The one process of the container that runs a java executable, whoever started it. */
async function findJvm(context: StageContext, capture: CaptureContainer): Promise<Jvm> {
  const ask = `for exe in /proc/[0-9]*/exe; do file=$(${TOOLS}/readlink "$exe") && echo "$exe $file"; done; exit 0`;
  const { stdout } = await context.engine.exec(capture.container, ['/bin/sh', '-c', ask], { user: capture.user });
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

/** Asked before the checkpoint, which is also how a missing or powerless `jcmd` is found while nothing is lost. */
async function version(context: StageContext, capture: CaptureContainer, jvm: Jvm): Promise<string> {
  const { exitCode, text } = await jcmd(context, capture, jvm, ['VM.version'], ASK_SECONDS);
  if (exitCode === NO_SUCH_PROGRAM) throw noJcmd(jvm.java);
  if (exitCode !== 0) throw unreachable(text);
  return /^JDK (\S+)/m.exec(text)?.[1] ?? 'unknown';
}

/**
 * Names of what the container was given. What a script in the image adds for the service is not among them: no pod gives
 * that either, so it must keep its captured value.
 */
async function variableNames(context: StageContext, capture: CaptureContainer): Promise<string[]> {
  const { stdout } = await context.engine.exec(capture.container, [`${TOOLS}/env`, '--null'], { user: capture.user });
  const names = stdout.split('\0').map((entry) => entry.slice(0, Math.max(0, entry.indexOf('='))));
  return names.filter((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.test(name)).sort();
}

/** Options of the JVM, which no restored one may be given, and what is between this stage and `start`. */
const RESERVED = /^(JDK_JAVA_OPTIONS|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|EKS_CRAC_.*)$/;

/** What `jcmd` printed: nothing to rely on, since the JVM may die under it, or refuse and be called successful. */
async function trigger(context: StageContext, capture: CaptureContainer, jvm: Jvm): Promise<string> {
  const { text } = await jcmd(context, capture, jvm, ['JDK.checkpoint'], CHECKPOINT_SECONDS);
  const refusal = refused(text);
  if (refusal !== undefined) throw refusal;
  return text;
}

async function jcmd(
  context: StageContext,
  capture: CaptureContainer,
  { java, pid }: Jvm,
  command: readonly string[],
  seconds: number,
): Promise<{ exitCode: number; text: string }> {
  const program = java.replace(/java$/, 'jcmd');
  const argv = [`${TOOLS}/timeout`, String(seconds), program, String(pid), ...command];
  try {
    const { stderr, stdout } = await context.engine.exec(capture.container, argv, { user: capture.user });
    return { exitCode: 0, text: `${stdout}${stderr}` };
  } catch (error) {
    if (!(error instanceof ProcessError) || error.exitCode === undefined) throw error;
    return { exitCode: error.exitCode, text: `${error.stdout}${error.stderr}` };
  }
}

/** The status of a killed process, the JVM's own word and the file: each alone could come from something else. */
async function requireEvidence(context: StageContext, capture: CaptureContainer, said: string): Promise<void> {
  const status = await endedWith(context, capture, END_TIMEOUT_MS);
  const { stderr, stdout } = await context.engine.logs(capture.container);
  const output = `${stdout}${stderr}`;
  const known = refused(output) ?? diskFull(output);
  if (status === undefined) throw known ?? silent(END_TIMEOUT_MS, said, output);
  const lacking = [
    ...(status === KILLED ? [] : [`container status ${status} instead of ${KILLED}`]),
    ...(SUCCESS.test(output) ? [] : ['no line `warp: Checkpoint successful!`']),
    ...((await containerFileBytes(context.engine, capture.container, IMAGE)) > 0 ? [] : ['no core.img']),
  ];
  if (lacking.length === 0) return;
  if ((await context.engine.state(capture.container)).outOfMemory) throw outOfMemory();
  throw known ?? unproven(lacking, lastLines(output));
}
