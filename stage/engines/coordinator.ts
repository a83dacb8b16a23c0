import { readContainerFile } from '../clients/container-files';
import { ProcessError } from '../process';
import type { StageContext } from '../stage-context';
import { requireRunning } from '../steps/service-output';
import { waitUntil, WaitTimeout } from '../wait';
import { hookFailure, parseAnswer, refusalText, refusedBy, silent } from './coordinator-answer';
import type { CoordinatorAnswer } from './coordinator-answer';
import type { CaptureContainer } from './engine-driver';

const CHECKPOINT = '/opt/eks-crac/checkpoint';
const POLL_MS = 100;
/** The coordinator itself gives hooks 30 s; then memory is given back and the JIT settles. */
const READY_MS = 120_000;
/** Then methods that the JIT would compile after every restore are compiled; the coordinator begins none after two seconds. */
const REHEARSED_ROUNDS = 20;

/** What the coordinator and the stage leave in the checkpoint directory. */
export const EXCHANGED = [
  'coordinator',
  'refused',
  'policies',
  'request',
  'ready',
  'handover',
  'report',
  'abort',
  'allowed',
];

/** The rules for open descriptors, in the coordinator's words; they must be there before the service can ask. */
export function policies({ spec }: StageContext): string {
  const lines = spec.checkpoint.descriptors.map(({ action, kind, pattern }) => `${action} ${kind} ${pattern}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The holders whose state may be the same in every copy, one a line. */
export function allowed({ spec }: StageContext): string {
  return spec.checkpoint.allowCopied.map((holder) => `${holder}\n`).join('');
}

/**
 * Has the coordinator run the service's hooks and waits until the service may be frozen. Answers false when there is no
 * coordinator, because the service is no JVM that took the options: then it is frozen as it is.
 */
export async function prepareService(context: StageContext, capture: CaptureContainer): Promise<boolean> {
  const { trigger } = context.spec.checkpoint;
  if (trigger === 'warm-up') {
    if (!(await isCoordinated(context, capture))) return false;
    await request(context, capture, 1);
  }
  const timeoutMs = trigger === 'warm-up' ? READY_MS : context.spec.readiness.timeoutSeconds * 1000;
  warn(context, await awaitAnswer(context, capture, 'ready', timeoutMs));
  return true;
}

/**
 * Hooks that run many times, and a checkpoint that is called off when the service is ready for it; unless it fails, the
 * real one tells the warnings.
 */
export async function rehearseHooks(context: StageContext, capture: CaptureContainer): Promise<boolean> {
  if ((await read(context, capture, 'coordinator')) === undefined) return false;
  await request(context, capture, REHEARSED_ROUNDS);
  await awaitAnswer(context, capture, 'ready', READY_MS);
  await abort(context, capture, 'its hooks are rehearsed');
  await awaitAnswer(context, capture, 'report', READY_MS);
  return true;
}

/** Lets the service go on when it could not be frozen. */
export async function abort(context: StageContext, capture: CaptureContainer, reason: string): Promise<void> {
  try {
    await run(context, capture, 'printf %s "$1" >"$0/abort"', reason);
  } catch (error) {
    // The container may have ended with the dump that failed.
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
  }
}

/** Answers to an earlier request must not be taken for those to this one. */
async function request(context: StageContext, capture: CaptureContainer, rounds: number): Promise<void> {
  const command = 'rm -f "$0/ready" "$0/report" "$0/abort" && printf %s "$1" >"$0/request"';
  await run(context, capture, command, '.'.repeat(rounds));
}

async function isCoordinated(context: StageContext, capture: CaptureContainer): Promise<boolean> {
  const refused = await read(context, capture, 'refused');
  if ((await read(context, capture, 'coordinator')) !== undefined) {
    // Another JVM of the container, or a second agent in this one.
    if (refused !== undefined) context.reporter.report({ code: 'warning', text: refusalText(refused) });
    return true;
  }
  if (refused !== undefined) throw refusedBy(refused);
  context.reporter.report({
    code: 'warning',
    text: 'no JVM of the service runs with the coordinator: no hooks run, and a restored copy keeps the environment of the capture; a JVM takes it from JDK_JAVA_OPTIONS, which the `java` launcher reads since 9',
  });
  return false;
}

/** The coordinator's word before the freeze or after it, whole: a file may be there before what it is to hold. */
async function awaitAnswer(
  context: StageContext,
  capture: CaptureContainer,
  name: 'ready' | 'report',
  timeoutMs: number,
): Promise<CoordinatorAnswer> {
  try {
    const answer = await waitUntil<CoordinatorAnswer>(
      { timeoutMs, intervalMs: POLL_MS, signal: context.signal },
      async () => {
        const text = await read(context, capture, name);
        if (text?.endsWith('\n') === true) return { found: parseAnswer(text) };
        await requireRunning(context, capture.container);
        const refused = await read(context, capture, 'refused');
        if (refused !== undefined && (await read(context, capture, 'coordinator')) === undefined)
          throw refusedBy(refused);
        return { seen: 'no answer' };
      },
    );
    if (answer.state === 'failed' || answer.failures.length > 0) {
      warn(context, answer);
      throw hookFailure(answer);
    }
    return answer;
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw silent(context.spec.checkpoint.trigger, timeoutMs);
  }
}

function warn(context: StageContext, { warnings }: CoordinatorAnswer): void {
  for (const { code, message } of warnings) context.reporter.report({ code: 'warning', text: `${code}: ${message}` });
}

function read(context: StageContext, capture: CaptureContainer, name: string): Promise<string | undefined> {
  return readContainerFile(context.engine, capture.container, `${CHECKPOINT}/${name}`);
}

/** A command of the shell, with the checkpoint directory as `$0` and a text as `$1`. */
async function run(context: StageContext, capture: CaptureContainer, command: string, text = ''): Promise<void> {
  const argv = ['/bin/sh', '-c', command, CHECKPOINT, text];
  await context.engine.exec(capture.container, argv, { user: capture.user });
}
