import { requireChanges } from './changes';
import { probeClones } from './clone-probe';
import { askCopy } from './copy-answers';
import type { CopyAnswers } from './copy-answers';
import { requireAlive, requireSameEnding } from './endings';
import { requireFallback } from './fallback';
import { findUnlikeCopy } from './like-captured';
import { hear, requireOwnKeys, stopHearing } from './own-keys';
import { prepareCopy } from '../../copies/prepared-copy';
import type { CopyRequest } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { rejected } from '../../copies/rejected';
import { startCopy } from '../../copies/running-copy';
import type { RunningCopy } from '../../copies/running-copy';
import { stopCopies } from '../../copies/stop-copies';
import { probeEnvironment } from './probe-environment';
import { requireBudget } from './restore-budget';
import { requireUnique } from './unique';
import { requireUnlike } from './unlike';
import { unusedRules } from './unused-rules';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Clones, Proven, Pushed } from '../states';

/**
 * Restores the pushed artefact several times at once, compares every copy with the captured service and with the
 * others, and starts it cold, as a pod does that cannot restore it.
 */
export const gate: Step<Pushed, Proven> = {
  id: 'gate',
  title: 'prove the pushed candidate',
  summary: ({ clones, coldMs, restoreMs }) => {
    const differ = clones === undefined ? '' : `, ${clones.generators} generators differ`;
    return `restored in ${restoreMs.join(', ')} ms${differ}, cold start ${(coldMs / 1000).toFixed(1)} s`;
  },

  async run(context, pushed) {
    await pullCandidate(context, pushed);
    const request = {
      image: candidate(context, pushed),
      from: 'the pushed image',
      env: probeEnvironment(context, pushed),
    };
    const { clones, copies } = await proveRestores(context, pushed, request);
    const endings = await stopCopies(context, copies);
    await requireAlive(context, copies, endings);
    const cold = await requireFallback(context, pushed, request);
    await requireSameEnding(context, copies, endings, cold.ending);
    await removeCopies(context, copies);
    return { ...pushed, restoreMs: restoreTimes(copies), coldMs: cold.readyMs, clones };
  },
};

interface ProvenCopies {
  readonly copies: readonly RunningCopy[];
  readonly clones: Clones | undefined;
}

/** Returns the copies still running, once each has shown that it is restored, like the captured service, and itself. */
async function proveRestores(context: StageContext, pushed: Pushed, request: CopyRequest): Promise<ProvenCopies> {
  const names = Array.from({ length: context.spec.gate.restores }, (_, index) => `copy-${index + 1}`);
  const prepared = await Promise.all(names.map((name) => prepareCopy(context, pushed, request, name)));
  const heard = await hear(context, pushed.network.name, prepared);
  const copies = await Promise.all(prepared.map((copy) => startCopy(context, copy)));
  requireBudget(context.spec, restoreTimes(copies));
  const clones = await probeClones(context, pushed, copies);
  const given: CopyAnswers[] = [];
  for (const copy of copies) given.push(await askCopy(context, copy));
  await compare(context, pushed, copies, given);
  for (const copy of heard) await requireOwnKeys(context, pushed.sandbox.credentials.document.AccessKeyId, copy);
  await stopHearing(context, heard);
  const [unchanged] = copies;
  if (unchanged !== undefined) await requireChanges(context, pushed, request, unchanged);
  warnOfUnusedRules(context, pushed, given);
  return { copies, clones };
}

function restoreTimes(copies: readonly RunningCopy[]): readonly number[] {
  return copies.map(({ readyMs }) => Math.round(readyMs));
}

/** Copies must match the captured service, except in what must be unique to each. */
async function compare(
  context: StageContext,
  { answers }: Pushed,
  copies: readonly RunningCopy[],
  given: readonly CopyAnswers[],
): Promise<void> {
  const { companions, gate: rules } = context.spec;
  // First, so that the user is not told to ignore a field that is the same in every copy.
  if (rules.cloneProbe) requireUnlike({ requests: rules.requests, companions: companions.length > 0 }, answers, given);
  const unlike = findUnlikeCopy(rules, answers, given);
  const copy = copies.find(({ name }) => name === unlike?.name);
  if (unlike !== undefined && copy !== undefined) {
    throw await rejected(context, copy, { what: unlike.text, remedy: unlike.remedy });
  }
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
