import { Failure } from '../../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { askReadiness, commandsIn, intervalOf, notReady } from '../../readiness';
import { ownOptions } from '../own-options';
import { sessionOf } from '../session';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Ready, Running } from '../states';

const POLL_MS = 50;

/** Waits until the service is ready. */
export const ready: Step<Running, Ready> = {
  id: 'ready',
  title: 'wait until it is ready',
  summary: ({ readyMs }) => `ready after ${readyMs} ms`,

  async run(context, running) {
    const { signal, spec } = context;
    const session = sessionOf(context, running);
    const { probe, timeoutSeconds } = spec.readiness;
    const options = { timeoutMs: timeoutSeconds * 1000, intervalMs: intervalOf(probe, POLL_MS), signal };
    const asked = { port: running.sandbox.readinessPort, command: commandsOf(context, running, session.user) };
    const began = performance.now();
    try {
      await waitUntil(options, async () => {
        const observation = await askReadiness(probe, asked);
        if ('seen' in observation) await session.requireRunning();
        return observation;
      });
    } catch (error) {
      if (!(error instanceof WaitTimeout)) throw error;
      throw new Failure(
        'service-not-ready',
        `${notReady(spec)} after ${timeoutSeconds} s; last seen: ${error.lastSeen}; ${await session.output()}`,
        'check `run.port` and `readiness` in the capture spec, or give the service more time with `readiness.timeoutSeconds`',
        { cause: error },
      );
    }
    return { ...running, readyMs: Math.round(performance.now() - began) };
  },
};

/** A command that is a JVM must not take the options of the service's: the engine belongs to one of them. */
function commandsOf(context: StageContext, running: Running, user: string) {
  const { value = '', variable } = ownOptions(context, running);
  return commandsIn(context.containers, running.container, { user, env: { [variable]: value } });
}
