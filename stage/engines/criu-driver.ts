import { ENGINES } from '../../engines';
import { readContainerFile } from '../clients/container-files';
import { lastLines, ProcessError } from '../process';
import { Failure } from '../report';
import type { StageContext } from '../stage-context';
import { abort, allowed, EXCHANGED, policies, prepareService, rehearseHooks } from './coordinator';
import { endedWith } from './container-end';
import { noTimeNamespace } from './criu-failures';
import type { CaptureContainer, EngineDriver, FrozenProcess } from './engine-driver';
import { scanPaths } from './watched-folders';

const TOOLS = '/opt/eks-crac/criu';
const CRIU = `${TOOLS}/criu`;
const CHECKPOINT = '/opt/eks-crac/checkpoint';
const LOG = 'dump.log';
const ROOT = '0:0';
const KILLED = 137;
const END_TIMEOUT_MS = 30_000;

/** Freezes a JVM from outside with CRIU. */
export const criuDriver: EngineDriver = {
  data: ENGINES.criu,
  captureEntrypoint: 'capture',
  captureFiles: (context) => ({ policies: policies(context), allowed: allowed(context) }),
  asksItself: ({ checkpoint }) => checkpoint.trigger !== 'warm-up',
  rehearseHooks,

  async freeze(context, capture): Promise<FrozenProcess> {
    const engineVersion = await version(context, capture);
    const coordinated = await prepareService(context, capture);
    const { root, service } = await recordedPids(context, capture);
    const { clockSeconds, pids } = await observe(context, capture, root);
    await dump(context, capture, root);
    await requireEvidence(context, capture);
    return {
      engineName: 'CRIU',
      engineVersion,
      clockSeconds,
      manifest: {
        root,
        service,
        ...(coordinated ? { coordinated: 'yes' } : {}),
        processes: pids.filter((pid) => pid !== root && pid !== service),
      },
      leftovers: ['out', 'err', 'status', 'pids', 'stats-dump', LOG, ...EXCHANGED],
    };
  },

  // The service runs on a stock JVM that knows nothing of the engine; only the container around it can fail.
  explainExit: noTimeNamespace,
};

async function version(context: StageContext, capture: CaptureContainer): Promise<string> {
  try {
    const { stdout } = await context.engine.exec(capture.container, [CRIU, '--version'], { user: capture.user });
    return /Version:\s*(\S+)/.exec(stdout)?.[1] ?? 'unknown';
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
    // A file with capabilities does not even start in a container that lacks one of them.
    const text = lastLines(`${error.stdout}${error.stderr}`);
    throw new Failure('checkpoint-failed', `criu could not be run in the container: ${text}`, remedy(text), {
      cause: error,
    });
  }
}

/** The dumped root notes its own PID and the service's; CRIU brings both back. */
async function recordedPids(
  context: StageContext,
  capture: CaptureContainer,
): Promise<{ root: number; service: number }> {
  const text = (await readContainerFile(context.engine, capture.container, `${CHECKPOINT}/pids`)) ?? '';
  const pid = (name: string) => Number(new RegExp(`^${name}=(\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const pids = { root: pid('root'), service: pid('service') };
  if (pids.root > 0 && pids.service > 0) return pids;
  throw new Failure(
    'checkpoint-failed',
    `the service's process ids were not recorded: ${JSON.stringify(text)}`,
    'this is a defect of the runtime layer; please report it',
  );
}

/** The service's boot clock, and the processes of its tree: what started before the root is the capture's own. */
async function observe(
  context: StageContext,
  capture: CaptureContainer,
  root: number,
): Promise<{ clockSeconds: number; pids: readonly number[] }> {
  const ask =
    'read -r up rest </proc/uptime; echo "$up" "$$"; for entry in /proc/[0-9]*; do echo "${entry#/proc/}"; done';
  const { stdout } = await context.engine.exec(capture.container, [...inTime(root), '/bin/sh', '-c', ask], {
    user: ROOT,
  });
  const [clock = '', ...entries] = stdout.trim().split('\n');
  const [up, self] = clock.split(' ').map(Number);
  const pids = entries.map(Number).filter((pid) => pid >= root && pid !== self);
  return { clockSeconds: up ?? 0, pids };
}

/** From outside of the service's time namespace CRIU would write a description of it, which no pod may restore. */
function inTime(root: number): readonly string[] {
  return [`${TOOLS}/nsenter`, '--time', '--target', String(root)];
}

/** Becomes the service's user, with nothing left of what only root needed; CRIU's own file brings its capabilities. */
function asUser(user: string): readonly string[] {
  const [uid = '', gid = ''] = user.split(':');
  const bounds = ENGINES.criu.captureSetUp.map((name) => `-${name.toLowerCase()}`).join(',');
  return [`${TOOLS}/setpriv`, '--reuid', uid, '--regid', gid, '--clear-groups', `--bounding-set=${bounds}`];
}

async function dump(context: StageContext, capture: CaptureContainer, root: number): Promise<void> {
  const argv = [
    ...[
      ...inTime(root),
      ...asUser(capture.user),
      CRIU,
      'dump',
      '--tree',
      String(root),
      '--images-dir',
      CHECKPOINT,
      '--log-file',
      LOG,
    ],
    ...['--unprivileged', '--no-default-config', '--tcp-close', '-v3'],
    ...(await scanPaths(context, capture)),
  ];
  try {
    await context.engine.exec(capture.container, argv, { user: ROOT });
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
    const failure = await dumpFailed(context, capture, error);
    await abort(context, capture, failure.message);
    throw failure;
  }
}

async function dumpFailed(context: StageContext, capture: CaptureContainer, error: ProcessError): Promise<Failure> {
  const log = (await readContainerFile(context.engine, capture.container, `${CHECKPOINT}/${LOG}`)) ?? '';
  const errors = log.split('\n').filter((line) => /Error|Warn/.test(line));
  const text = lastLines(errors.length > 0 ? errors.join('\n') : `${log}${error.stderr}`);
  if (/No space left on device/.test(`${log}${error.stderr}`)) {
    return new Failure(
      'disk-full',
      `there was no space left for the checkpoint: ${text}`,
      'free space where the container engine keeps its volumes; a checkpoint takes as much as the service uses memory',
      { cause: error },
    );
  }
  return new Failure(
    'checkpoint-failed',
    `criu dump exited with code ${String(error.exitCode)}: ${text}`,
    remedy(text),
    { cause: error },
  );
}

function remedy(log: string): string {
  if (/Can't dump that handle/.test(log))
    return 'the service watches a folder (WatchService, inotify) that CRIU does not find in its container: it looks in all folders that the service may list, but /proc and /sys; make the folder one of them, or close the watch in `beforeCheckpoint` of an org.crac hook and open it in `afterRestore`';
  if (/seccomp/.test(log)) return "the capture needs seccomp `unconfined`; check the container engine's own policy";
  if (/Operation not permitted|capabilit/i.test(log))
    return "the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; check the container engine's own policy";
  return 'see docs/troubleshooting.md for what CRIU cannot freeze';
}

/** The log must say so, and the tree must be gone: an exit code alone proves nothing. */
async function requireEvidence(context: StageContext, capture: CaptureContainer): Promise<void> {
  const status = await endedWith(context, capture, END_TIMEOUT_MS);
  const log = (await readContainerFile(context.engine, capture.container, `${CHECKPOINT}/${LOG}`)) ?? '';
  const clean = /Dumping finished successfully/.test(log);
  if (status === KILLED && clean) return;
  const state = await context.engine.state(capture.container);
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
