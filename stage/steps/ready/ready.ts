import { probeHttp } from '../../../kit/http/probe';
import { Failure } from '../../../kit/report/failure';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { sessionOf } from '../session';
import type { Step } from '../step';
import type { Ready, Running } from '../states';

const POLL_MS = 50;

/** Waits until the service responds on its readiness path. */
export const ready: Step<Running, Ready> = {
  id: 'ready',
  title: 'wait until it is ready',
  summary: ({ readyMs }) => `ready after ${readyMs} ms`,

  async run(context, running) {
    const { signal, spec } = context;
    const session = sessionOf(context, running);
    const { path, status, timeoutSeconds } = spec.readiness;
    const began = performance.now();
    try {
      await waitUntil({ timeoutMs: timeoutSeconds * 1000, intervalMs: POLL_MS, signal }, async () => {
        const observation = await probeHttp(`${running.sandbox.readinessUrl}${path}`, status);
        if ('seen' in observation) await session.requireRunning();
        return observation;
      });
    } catch (error) {
      if (!(error instanceof WaitTimeout)) throw error;
      throw new Failure(
        'service-not-ready',
        `GET ${path} not ${status} after ${timeoutSeconds} s; last seen: ${error.lastSeen}; ${await session.output()}`,
        'check `run.port` and `readiness` in the capture spec, or give the service more time with `readiness.timeoutSeconds`',
        { cause: error },
      );
    }
    return { ...running, readyMs: Math.round(performance.now() - began) };
  },
};
