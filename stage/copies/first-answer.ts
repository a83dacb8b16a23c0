import { waitUntil, WaitTimeout } from '../../kit/wait';
import type { ContainerState } from '../containers';
import type { StageContext } from '../context/stage-context';
import { askReadiness, commandsIn, intervalOf, notReady } from '../readiness';
import { COPY_MODES } from './copy-mode';
import type { PreparedCopy } from './prepared-copy';
import { rejected } from './rejected';
import type { Rejection } from './rejected';

const POLL_MS = 5;
// Polling the container runtime slows the restore more than polling the service.
const LOOK_EVERY_MS = 500;

/** Waits until a started copy is ready; returns when that was. */
export async function awaitFirstAnswer(context: StageContext, copy: PreparedCopy): Promise<number> {
  const { containers, signal, spec } = context;
  const { probe, timeoutSeconds } = spec.readiness;
  const seconds = copy.mode === 'cold' ? timeoutSeconds : spec.gate.deadlineSeconds;
  const { readinessPort: port } = copy.sandbox;
  const command = commandsIn(containers, copy.container);
  let nextLook = performance.now() + LOOK_EVERY_MS;
  const ask = async () => {
    const observation = await askReadiness(probe, { port, command });
    if ('found' in observation || performance.now() < nextLook) return observation;
    nextLook = performance.now() + LOOK_EVERY_MS;
    const state = await containers.state(copy.container);
    if (!state.running) throw await rejected(context, copy, ended(context, copy, state));
    return observation;
  };
  try {
    return await waitUntil({ timeoutMs: seconds * 1000, intervalMs: intervalOf(probe, POLL_MS), signal }, ask);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const what = `${notReady(spec)} after ${seconds} s; last seen: ${error.lastSeen}`;
    throw await rejected(context, copy, { what, code: COPY_MODES[copy.mode].start });
  }
}

function ended({ spec }: StageContext, { mode }: PreparedCopy, { exitCode, outOfMemory }: ContainerState): Rejection {
  if (outOfMemory) {
    return {
      what: `it needed more memory than its pod has, ${spec.run.memoryMiB} MiB`,
      code: 'out-of-memory',
      remedy: 'raise `run.memoryMiB`, or give the JVM a smaller heap',
    };
  }
  return { what: `it ended with status ${exitCode}`, code: COPY_MODES[mode].start };
}
