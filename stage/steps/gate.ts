import { difference } from '../gate/answers';
import { prepareCopy, restoreCopy } from '../gate/restored-copy';
import type { RestoredCopy } from '../gate/restored-copy';
import { HttpClient } from '../http';
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
  const copies = await Promise.all(prepared.map((copy) => restoreCopy(context, copy)));
  for (const copy of copies) await compareAnswers(context, pushed, copy);
  await context.engine.remove(
    'container',
    prepared.flatMap(({ container, sandbox }) => [container, sandbox.container]),
  );
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

async function compareAnswers(context: StageContext, pushed: Pushed, copy: RestoredCopy): Promise<void> {
  const client = new HttpClient(copy.baseUrl);
  try {
    for (const [index, request] of context.spec.gate.requests.entries()) {
      const captured = pushed.answers[index];
      if (captured === undefined) throw new TypeError(`no captured answer for gate request ${index}`);
      const differs = difference(
        request,
        captured,
        await client.send(request, context.signal),
        context.spec.gate.ignore,
      );
      if (differs === undefined) continue;
      throw new Failure(
        'gate-failed',
        `${copy.name} restored from the pushed image is not like the captured service: ${differs}`,
        'name fields that differ each time in `gate.ignore`, or let the request compare `status`; nothing was released',
      );
    }
  } finally {
    await client.destroy();
  }
}
