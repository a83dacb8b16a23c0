import { lastLines } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import type { Clones, Pushed } from '../states';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { alike, requireNoneAlike } from './alike';
import type { GivenOut } from './alike';
import { findDraws } from './draws';
import type { Draws } from './draws';
import { hasAgent } from './probe-environment';
import type { RunningCopy } from '../../copies/running-copy';

const POLL_MS = 50;
const LINES_SHOWN = 20;
const REMEDY =
  'give it a new seed or value in `afterRestore` of a hook, or create it after the restore; if copies may share it, add its class and field to `checkpoint.allowCopied`';

/**
 * Compares what the generators of the copies drew; returns undefined when no agent can report it, or the probe is
 * disabled.
 */
export async function probeClones(
  context: StageContext,
  pushed: Pushed,
  copies: readonly RunningCopy[],
): Promise<Clones | undefined> {
  if (!context.spec.gate.cloneProbe) return undefined;
  if (!hasAgent(pushed)) {
    context.reporter.report({
      code: 'warning',
      text: 'no generators of the restored copies were compared, because no agent runs in the service; only answers to `gate.requests` were',
    });
    return undefined;
  }
  const allowed = context.spec.checkpoint.allowCopied;
  const given = await Promise.all(
    copies.map(async (copy) => ({ copy: copy.name, values: comparable(await drawsOf(context, copy), allowed) })),
  );
  requireNoneAlike(alike(given), REMEDY);
  return { generators: requireCommon(given) };
}

/** Returns the number of generators that more than one copy has; zero is a failure, because nothing was compared. */
function requireCommon(given: readonly GivenOut[]): number {
  const names = given.flatMap(({ values }) => [...values.keys()]);
  const common = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (common.size > 0) return common.size;
  throw new Failure(
    'gate-failed',
    `the copies have no generator in common that could be compared: ${given.map(({ copy, values }) => `${copy} named ${[...values.keys()].join(', ') || 'none'}`).join('; ')}`,
    'remove what is not needed from `checkpoint.allowCopied`; if that does not help, please report it; nothing was released',
  );
}

/** A generator's name ends with the field that holds it, if there is one. */
function comparable(draws: Draws, allowed: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const kept = Object.entries(draws).filter(
    ([name]) => !allowed.some((holder) => name === holder || name.endsWith(` ${holder}`)),
  );
  return new Map(kept);
}

/** Waits for the agent's line, which is written after the hooks and so possibly after the first response. */
async function drawsOf(context: StageContext, copy: RunningCopy): Promise<Draws> {
  const { containers, signal, spec } = context;
  const { deadlineSeconds } = spec.gate;
  try {
    return await waitUntil<Draws>({ timeoutMs: deadlineSeconds * 1000, intervalMs: POLL_MS, signal }, async () =>
      findDraws((await containers.logs(copy.container)).stderr),
    );
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const { stderr, stdout } = await containers.logs(copy.container);
    throw new Failure(
      'gate-failed',
      `${copy.name} did not say what its generators drew within ${deadlineSeconds} s; last seen: ${error.lastSeen}; its last lines:\n${lastLines(`${stdout}${stderr}`, LINES_SHOWN)}`,
      "let the service write its standard error to the container, where the clone probe's line is expected; `gate.cloneProbe: false` disables the probe; nothing was released",
      { cause: error },
    );
  }
}
