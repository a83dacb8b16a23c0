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

/** What the coordinator and the stage leave in the checkpoint directory. */
export const EXCHANGED = ['coordinator', 'refused', 'policies', 'request', 'ready', 'handover', 'report', 'abort'];

/** The rules for open descriptors, in the coordinator's words; they must be there before the service can ask. */
export function policies({ spec }: StageContext): string {
  const lines = spec.checkpoint.descriptors.map(({ action, kind, pattern }) => `${action} ${kind} ${pattern}`);
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Has the coordinator run the service's hooks and waits until the service may be frozen. Answers false when there is no
 * coordinator, because the service is no JVM that took the options: then it is frozen as it is.
 */
export async function prepareService(context: StageContext, capture: CaptureContainer): Promise<boolean> {
  const { trigger } = context.spec.checkpoint;
  if (trigger === 'warm-up') {
    if (!(await isCoordinated(context, capture))) return false;
    await write(context, capture, 'request', '');
  }
  await awaitReady(context, capture, trigger === 'warm-up' ? READY_MS : context.spec.readiness.timeoutSeconds * 1000);
  return true;
}

/** Lets the service go on when it could not be frozen. */
export async function abort(context: StageContext, capture: CaptureContainer, reason: string): Promise<void> {
  try {
    await write(context, capture, 'abort', reason);
  } catch (error) {
    // The container may have ended with the dump that failed.
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
  }
}

async function isCoordinated(context: StageContext, capture: CaptureContainer): Promise<boolean> {
  const read = (name: string) => readContainerFile(context.engine, capture.container, `${CHECKPOINT}/${name}`);
  const refused = await read('refused');
  if ((await read('coordinator')) !== undefined) {
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

async function awaitReady(context: StageContext, capture: CaptureContainer, timeoutMs: number): Promise<void> {
  const file = (name: string) => readContainerFile(context.engine, capture.container, `${CHECKPOINT}/${name}`);
  try {
    const answer = await waitUntil<CoordinatorAnswer>(
      { timeoutMs, intervalMs: POLL_MS, signal: context.signal },
      async () => {
        const text = await file('ready');
        if (text !== undefined) return { found: parseAnswer(text) };
        await requireRunning(context, capture.container);
        const refused = await file('refused');
        if (refused !== undefined && (await file('coordinator')) === undefined) throw refusedBy(refused);
        return { seen: 'no answer' };
      },
    );
    for (const { code, message } of answer.warnings)
      context.reporter.report({ code: 'warning', text: `${code}: ${message}` });
    if (answer.state === 'failed') throw hookFailure(answer);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw silent(context.spec.checkpoint.trigger, timeoutMs);
  }
}

async function write(context: StageContext, capture: CaptureContainer, name: string, text: string): Promise<void> {
  const argv = ['/bin/sh', '-c', 'printf %s "$1" >"$0"', `${CHECKPOINT}/${name}`, text];
  await context.engine.exec(capture.container, argv, { user: capture.user });
}
