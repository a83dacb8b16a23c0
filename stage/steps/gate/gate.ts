import { probeClones } from './clone-probe';
import { askCopy } from './copy-answers';
import type { CopyAnswers } from './copy-answers';
import { findUnlikeCopy } from './like-captured';
import { hear, requireOwnKeys } from './own-keys';
import { rejected } from '../../copies/rejected';
import { prepareCopy, restoreCopy } from '../../copies/restored-copy';
import type { RestoredCopy } from '../../copies/restored-copy';
import { probeEnvironment } from './probe-environment';
import { requireUnique } from './unique';
import { requireUnlike } from './unlike';
import { unusedRules } from './unused-rules';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Proven, Pushed } from '../states';

/**
 * Restores the pushed artefact at least twice at the same time, and compares every copy with the captured service and
 * with the others.
 */
export const gate: Step<Pushed, Proven> = {
  id: 'gate',
  title: 'prove the pushed candidate',
  summary: ({ clones, restoreMs }) =>
    `restored in ${restoreMs.join(', ')} ms${clones === undefined ? '' : `, ${clones.generators} generators differ`}`,

  async run(context, pushed) {
    await pullCandidate(context, pushed);
    const names = Array.from({ length: context.spec.gate.restores }, (_, index) => `copy-${index + 1}`);
    const request = {
      image: candidate(context, pushed),
      from: 'the pushed image',
      env: probeEnvironment(context, pushed),
    };
    const prepared = await Promise.all(names.map((name) => prepareCopy(context, pushed, request, name)));
    const heard = await hear(context, pushed.network.name, prepared);
    const copies = await Promise.all(prepared.map((copy) => restoreCopy(context, copy)));
    const clones = await probeClones(context, pushed, copies);
    const given: CopyAnswers[] = [];
    for (const copy of copies) given.push(await askCopy(context, copy));
    await compare(context, pushed, copies, given);
    for (const copy of heard) await requireOwnKeys(context, pushed.sandbox.credentials.document.AccessKeyId, copy);
    await context.containers.remove('container', [
      ...heard.map(({ listener }) => listener.container),
      ...prepared.flatMap(({ container, sandbox }) => [container, sandbox.container]),
    ]);
    warnOfUnusedRules(context, pushed, given);
    const restoreMs = copies.map(({ readyMs }) => Math.round(readyMs));
    return { ...pushed, restoreMs, clones };
  },
};

/** Copies must match the captured service, except in what must be unique to each. */
async function compare(
  context: StageContext,
  { answers }: Pushed,
  copies: readonly RestoredCopy[],
  given: readonly CopyAnswers[],
): Promise<void> {
  const { companions, gate: rules } = context.spec;
  // First, so that the user is not told to ignore a field that is the same in every copy.
  if (rules.cloneProbe) requireUnlike({ requests: rules.requests, companions: companions.length > 0 }, answers, given);
  const unlike = findUnlikeCopy(rules, answers, given);
  const copy = copies.find(({ name }) => name === unlike?.name);
  if (unlike !== undefined && copy !== undefined) throw await rejected(context, copy, unlike.text, unlike.remedy);
  requireUnique(rules.unique, answers, given);
}

/** Once the gate has passed: a failure must not be hidden behind them. */
function warnOfUnusedRules({ reporter, spec }: StageContext, { answers }: Pushed, given: readonly CopyAnswers[]): void {
  const all = [...(answers === undefined ? [] : [answers]), ...given.map((copy) => copy.answers)];
  for (const text of unusedRules(spec.gate, all)) reporter.report({ code: 'warning', text });
}

function candidate({ repository }: StageContext, { digests }: Pushed): string {
  return `${repository.repository}@${digests.checkpoint}`;
}

/** Removes the local images first, so that the restore uses what the registry serves. */
async function pullCandidate(context: StageContext, pushed: Pushed): Promise<void> {
  const { containers, repository, run } = context;
  const reference = candidate(context, pushed);
  await containers.remove('image', [pushed.checkpointImage, `${repository.repository}:${run.candidate.checkpoint}`]);
  try {
    await containers.pull(reference, progressOf(context, 'gate'));
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'publish-failed',
      `${reference} could not be pulled: ${failed.message}`,
      'check that the registry runs and that you may read from the repository; nothing was released',
      { cause: error },
    );
  }
}
