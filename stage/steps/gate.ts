import { difference } from '../gate/answers';
import { hear, requireOwnKeys } from '../gate/own-keys';
import { prepareCopy, restoreCopy } from '../gate/restored-copy';
import type { RestoredCopy } from '../gate/restored-copy';
import { HttpClient } from '../http';
import type { HttpAnswer } from '../http';
import { ProcessError } from '../process';
import { Failure } from '../report';
import { progressOf } from '../stage-context';
import type { StageContext } from '../stage-context';
import type { Proven, Pushed } from './states';

const LEAST_DEADLINE_MS = 3000;
const DEADLINE_FACTOR = 5;

/** Restores the pushed artefact more than once at the same time, and compares every copy with the captured service. */
export async function gate(context: StageContext, pushed: Pushed): Promise<Proven> {
  await pullCandidate(context, pushed);
  const names = Array.from({ length: context.spec.gate.restores }, (_, index) => `copy-${index + 1}`);
  const prepared = await Promise.all(names.map((name) => prepareCopy(context, pushed, name)));
  const heard = await hear(context, pushed.neighbourhood.network, prepared);
  const copies = await Promise.all(prepared.map((copy) => restoreCopy(context, copy)));
  // A service that asked for its checkpoint itself has answered nobody: then the first copy is what the others are held to.
  let expected = pushed.answers;
  for (const copy of copies) expected = await compareAnswers(context, expected, copy);
  for (const copy of heard) await requireOwnKeys(context, pushed.sandbox.accessKey, copy);
  await context.engine.remove('container', [
    ...heard.map(({ listener }) => listener.container),
    ...prepared.flatMap(({ container, sandbox }) => [container, sandbox.container]),
  ]);
  const restoreMs = copies.map(({ readyMs }) => Math.round(readyMs));
  return { ...pushed, restoreMs, deadlineMs: Math.max(LEAST_DEADLINE_MS, DEADLINE_FACTOR * Math.max(...restoreMs)) };
}

/** Local layers are dropped first, so that what is restored is what the registry serves. */
async function pullCandidate(context: StageContext, pushed: Pushed): Promise<void> {
  const { engine, repository, run } = context;
  const reference = `${repository.repository}@${pushed.digests.checkpoint}`;
  await engine.remove('image', [pushed.checkpointImage, `${repository.repository}:${run.candidate.checkpoint}`]);
  try {
    await engine.pull(reference, progressOf(context, 'gate'));
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
    throw new Failure(
      'publish-failed',
      `${reference} could not be pulled: ${error.message}`,
      'check that the registry runs and that you may read from the repository; nothing was released',
      { cause: error },
    );
  }
}

/** Compares a copy's answers with those expected, or else its statuses with the spec; answers what is expected of the next. */
async function compareAnswers(
  context: StageContext,
  expected: readonly HttpAnswer[] | undefined,
  copy: RestoredCopy,
): Promise<readonly HttpAnswer[]> {
  const client = new HttpClient(copy.baseUrl);
  const given: HttpAnswer[] = [];
  try {
    for (const [index, request] of context.spec.gate.requests.entries()) {
      const answer = await client.send(request, context.signal);
      given.push(answer);
      // Without an answer to compare with, the status that the spec expects is all there is.
      const captured = expected === undefined ? { ...answer, status: request.status } : expected[index];
      if (captured === undefined) throw new TypeError(`no captured answer for gate request ${index}`);
      const differs = difference(request, captured, answer, context.spec.gate.ignore);
      if (differs === undefined) continue;
      throw new Failure(
        'gate-failed',
        `${copy.name} restored from the pushed image is not like the captured service: ${differs}`,
        'name fields that differ each time in `gate.ignore`, or let the request compare `status`; nothing was released',
      );
    }
    return expected ?? given;
  } finally {
    await client.destroy();
  }
}
