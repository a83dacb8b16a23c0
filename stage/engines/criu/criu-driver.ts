import { CAPTURE_FILES, CHECKPOINT_FOLDER, CRIU_PROGRAM, EXCHANGE, VARIABLES } from '../../../contract';
import { ENGINES } from '../../../engines';
import type { ProcessError } from '../../../kit/process';
import { exitedOrThrow, lastLines } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { explain } from '../../../knowledge';
import type { Explanation } from '../../../knowledge';
import { captureEnvironment, capturedOptions, JDK_JAVA_OPTIONS } from '../capture-environment';
import { clockOf, execBesideService } from './clock';
import { abort, allowed, collectGarbage, policies, prepareService, dryRunHooks } from './agent';
import { noInstrument, noteRead, notFirstProcess, noTimeNamespace } from './criu-failures';
import type { CaptureSession } from '../capture-session';
import type { EngineDriver, TakenCheckpoint } from '../engine-driver';
import { ImageFolder } from './images/image-folder';
import { readMemory } from './images/process-memory';
import { rewriteCheckpoint } from './rewrite/rewrite';
import { requireNoSharedFiles } from './shared-files';
import { scanPaths } from './watched-folders';

const LOG = 'dump.log';
const KILLED = 137;
/** Of one deleted file; its content becomes a part of the checkpoint. */
const MOST_DELETED = '1G';
const END_TIMEOUT_MS = 30_000;

/** Checkpoints a JVM from outside with CRIU. */
export const criuDriver: EngineDriver = {
  data: ENGINES.criu,
  captureEntrypoint: 'capture',
  // Where the preloaded library hands the options over, the JVM writes no line about them, and no other program has them.
  optionVariable: ({ checkpoint }) => (checkpoint.clock === 'library' ? VARIABLES.jvmOptions : JDK_JAVA_OPTIONS),
  captureFiles: (spec) => ({
    [EXCHANGE.policies]: policies(spec),
    [EXCHANGE.allowed]: allowed(spec),
    [EXCHANGE.port]: `${spec.run.port}\n`,
    [EXCHANGE.hooks]: `${spec.checkpoint.hooks}\n`,
  }),
  asksItself: ({ checkpoint }) => checkpoint.trigger !== 'warm-up',
  dryRunHooks,
  collectGarbage,

  async checkpoint(session): Promise<TakenCheckpoint> {
    const engineVersion = await version(session);
    const agent = await prepareService(session);
    const service = await recordedPid(session);
    const clockSeconds = await clockOf(session, service, agent);
    const options = capturedOptions(await captureEnvironment(session));
    await requireNoSharedFiles(session);
    await dump(session, service);
    await requireEvidence(session);
    return {
      engineName: 'CRIU',
      engineVersion,
      ...(clockSeconds === undefined ? {} : { clockSeconds }),
      manifest: {
        service,
        ...(agent !== undefined ? { agent: 'yes' } : {}),
        options,
      },
      excludedFiles: [...Object.values(CAPTURE_FILES), ...Object.values(EXCHANGE), 'stats-dump', LOG],
    };
  },

  rewrite: rewriteCheckpoint,
  readMemory: (folder) => readMemory(new ImageFolder(folder)),

  // The service runs on a stock JVM that knows nothing of the engine; the container around it and the agent can fail.
  explainExit: (output) =>
    noTimeNamespace(output) ?? noInstrument(output) ?? noteRead(output) ?? notFirstProcess(output),
};

async function version(session: CaptureSession): Promise<string> {
  try {
    const { stdout } = await session.exec([CRIU_PROGRAM, '--version']);
    return /Version:\s*(\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch (error) {
    const failed = exitedOrThrow(error);
    // A program with file capabilities fails to exec when the container lacks one of them.
    const log = `${failed.stdout}${failed.stderr}`;
    const { remedy, text } = explain(log, withoutCause(lastLines(log)));
    throw new Failure('checkpoint-failed', `criu could not be run in the container: ${text}`, remedy, {
      cause: error,
    });
  }
}

/** Reads the PID of the service, the root of what is dumped; CRIU restores it under the same number. */
async function recordedPid(session: CaptureSession): Promise<number> {
  const text = (await session.read(CAPTURE_FILES.pids)) ?? '';
  const pid = Number(/^service=(\d+)$/m.exec(text)?.[1] ?? 0);
  if (pid > 0) return pid;
  throw new Failure(
    'checkpoint-failed',
    `the service's process id was not recorded: ${JSON.stringify(text)}`,
    'this is a defect of the runtime layer; please report it',
  );
}

async function dump(session: CaptureSession, service: number): Promise<void> {
  const argv = [
    ...[CRIU_PROGRAM, 'dump', '--tree', String(service)],
    ...['--images-dir', CHECKPOINT_FOLDER, '--log-file', LOG],
    ...['--unprivileged', '--no-default-config', '--tcp-close', '-v3'],
    // Files that were deleted while they are open or mapped, as native libraries are, and locks on files.
    ...['--ghost-limit', MOST_DELETED, '--file-locks'],
    ...(await scanPaths(session)),
  ];
  try {
    await execBesideService(session, service, argv);
  } catch (error) {
    const failed = exitedOrThrow(error);
    const failure = await dumpFailed(session, failed);
    await abort(session, failure.message);
    throw failure;
  }
}

async function dumpFailed(session: CaptureSession, error: ProcessError): Promise<Failure> {
  const log = (await session.read(LOG)) ?? '';
  const errors = log.split('\n').filter((line) => /Error|Warn/.test(line));
  const said = errors.length > 0 ? errors.join('\n') : `${log}${error.stderr}`;
  if (/No space left on device/.test(`${log}${error.stderr}`)) {
    return new Failure(
      'disk-full',
      `there was no space left for the checkpoint: ${lastLines(said)}`,
      'free space where the container runtime keeps its volumes; a checkpoint needs as much space as the service uses memory',
      { cause: error },
    );
  }
  const { remedy, text } = explain(said, withoutCause(lastLines(said)));
  return new Failure('checkpoint-failed', `criu dump exited with code ${String(error.exitCode)}: ${text}`, remedy, {
    cause: error,
  });
}

/** What is shown of a log in which nothing is known. */
function withoutCause(text: string): Explanation {
  return { text, remedy: remedyOf(text) };
}

function remedyOf(log: string): string {
  if (/seccomp/.test(log)) return "the capture needs seccomp `unconfined`; check the container runtime's own policy";
  if (/Operation not permitted|capabilit/i.test(log)) {
    return "the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; check the container runtime's own policy";
  }
  return 'see docs/troubleshooting.md for what CRIU cannot checkpoint';
}

/** Checks that the log reports success and that the process tree is gone: an exit code alone proves nothing. */
async function requireEvidence(session: CaptureSession): Promise<void> {
  const status = await session.ended(END_TIMEOUT_MS);
  const log = (await session.read(LOG)) ?? '';
  const clean = /Dumping finished successfully/.test(log);
  if (status === KILLED && clean) return;
  const state = await session.state();
  const ending =
    status === undefined ? `the container still ran after ${END_TIMEOUT_MS / 1000} s` : `container status ${status}`;
  throw new Failure(
    'checkpoint-failed',
    `criu dump gave no evidence of success: ${ending}${state.outOfMemory ? ' (out of memory)' : ''}, log: ${lastLines(log, 3)}`,
    state.outOfMemory
      ? 'raise `run.memoryMiB` in the capture spec'
      : 'repeat the capture; if it persists, please report it',
  );
}
