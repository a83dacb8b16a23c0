import { CHECKPOINT_FOLDER, EXCHANGE, TOOL_PROGRAM } from '../../../contract';
import type { CaptureSpec } from '../../../contract';
import { exitedOrThrow } from '../../../kit/process';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { hookFailure, parseAnswer, refusalText, refusedBy, silent } from './agent-answer';
import type { AgentAnswer, HookRun } from './agent-answer';
import { notPreloaded } from './criu-failures';
import type { CaptureSession } from '../capture-session';

const POLL_MS = 100;
/** The agent allows hooks 30 s; then it releases memory and waits for the JIT to settle. */
const READY_MS = 120_000;
/**
 * Enough rounds for the JIT to compile methods that would otherwise be compiled after every restore; the agent starts
 * no new round after two seconds.
 */
const REHEARSED_ROUNDS = 20;

/**
 * Returns the rules for open descriptors in the agent's format; written before the service starts, which may request a
 * checkpoint at any time.
 */
export function policies(spec: CaptureSpec): string {
  const lines = spec.checkpoint.descriptors.map(({ action, kind, pattern }) => `${action} ${kind} ${pattern}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Returns the fields that copies may share, one per line. */
export function allowed(spec: CaptureSpec): string {
  return spec.checkpoint.allowCopied.map((holder) => `${holder}\n`).join('');
}

/**
 * Asks the agent to run the service's hooks and waits until the service can be checkpointed. Returns nothing when there
 * is no agent, because the service is not a JVM that read the options; it is then checkpointed as it is.
 */
export async function prepareService(session: CaptureSession): Promise<AgentAnswer | undefined> {
  const { trigger } = session.spec.checkpoint;
  if (trigger === 'warm-up') {
    if (!(await hasAgent(session))) return undefined;
    await request(session, 1);
  }
  const timeoutMs = trigger === 'warm-up' ? READY_MS : session.spec.readiness.timeoutSeconds * 1000;
  const answer = await awaitAnswer(session, 'ready', timeoutMs, 'checkpoint');
  warn(session, answer);
  return answer;
}

/**
 * Runs the hooks several times, then calls the checkpoint off when the service is ready for it. Warnings are left to
 * the real checkpoint, unless the dry run fails.
 */
export async function dryRunHooks(session: CaptureSession): Promise<boolean> {
  if ((await session.read(EXCHANGE.agent)) === undefined) return false;
  await request(session, REHEARSED_ROUNDS);
  await awaitAnswer(session, 'ready', READY_MS, 'dry run');
  await abort(session, 'dry run of hooks');
  await awaitAnswer(session, 'report', READY_MS, 'dry run');
  return true;
}

/** Asks the agent to collect garbage, and to give memory back, while the service works. */
export async function collectGarbage(session: CaptureSession): Promise<boolean> {
  if ((await session.read(EXCHANGE.agent)) === undefined) return false;
  await write(session, EXCHANGE.collect, '.', [EXCHANGE.collected]);
  warn(session, await awaitAnswer(session, 'collected', READY_MS, 'dry run'));
  return true;
}

/** Lets the service continue after a failed checkpoint. */
export async function abort(session: CaptureSession, reason: string): Promise<void> {
  try {
    await write(session, EXCHANGE.abort, reason);
  } catch (error) {
    // The container may have ended with the failed dump.
    exitedOrThrow(error);
  }
}

/** Removes earlier responses first, so that they are not mistaken for the new one. */
async function request(session: CaptureSession, rounds: number): Promise<void> {
  const earlier = [EXCHANGE.ready, EXCHANGE.report, EXCHANGE.abort];
  await write(session, EXCHANGE.request, '.'.repeat(rounds), earlier);
}

async function hasAgent(session: CaptureSession): Promise<boolean> {
  const refused = await session.read(EXCHANGE.refused);
  if ((await session.read(EXCHANGE.agent)) !== undefined) {
    // Another JVM in the container, or a second agent in this one.
    if (refused !== undefined) session.warn(refusalText(refused));
    return true;
  }
  if (refused !== undefined) throw refusedBy(refused);
  if (session.spec.checkpoint.clock === 'library' && (await runsJava(session))) throw notPreloaded();
  session.warn(
    'no JVM of the service runs the agent: hooks do not run, and a restored copy keeps the environment of the capture; only the `java` launcher takes the option that loads it',
  );
  return false;
}

async function runsJava(session: CaptureSession): Promise<boolean> {
  const { stdout } = await session.exec([TOOL_PROGRAM, 'executables']);
  return /\/java$/m.test(stdout);
}

/** Waits for the agent's complete response, before or after the checkpoint: the file may exist before its content. */
async function awaitAnswer(
  session: CaptureSession,
  name: 'ready' | 'report' | 'collected',
  timeoutMs: number,
  run: HookRun,
): Promise<AgentAnswer> {
  try {
    const answer = await waitUntil<AgentAnswer>(
      { timeoutMs, intervalMs: POLL_MS, signal: session.signal },
      async () => {
        const text = await session.read(EXCHANGE[name]);
        if (text?.endsWith('\n') === true) return { found: parseAnswer(text) };
        await session.requireRunning();
        const refused = await session.read(EXCHANGE.refused);
        if (refused !== undefined && (await session.read(EXCHANGE.agent)) === undefined) throw refusedBy(refused);
        return { seen: 'no answer' };
      },
    );
    if (answer.state === 'failed' || answer.failures.length > 0) {
      warn(session, answer);
      throw hookFailure(answer, run, session.spec.checkpoint.hooks);
    }
    return answer;
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw silent(session.spec.checkpoint.trigger, timeoutMs);
  }
}

function warn(session: CaptureSession, { warnings }: AgentAnswer): void {
  for (const { code, message } of warnings) session.warn(`${code}: ${message}`);
}

/** Writes a file in the checkpoint folder after it removed others there. */
async function write(
  session: CaptureSession,
  name: string,
  text: string,
  removed: readonly string[] = [],
): Promise<void> {
  const [file, ...others] = [name, ...removed].map((each) => `${CHECKPOINT_FOLDER}/${each}`);
  await session.exec([TOOL_PROGRAM, 'write', file ?? '', text, ...others]);
}
