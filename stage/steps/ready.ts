import { probeHttp } from '../http';
import { Failure } from '../report';
import type { StageContext } from '../stage-context';
import { waitUntil, WaitTimeout } from '../wait';
import { capturedOutput, requireRunning } from './service-output';
import type { Ready, Running } from './states';

const POLL_MS = 50;

/** Waits until the service answers its readiness path. */
export async function ready(context: StageContext, running: Running): Promise<Ready> {
  const { engine, signal, spec } = context;
  const { path, status, timeoutSeconds } = spec.readiness;
  const began = performance.now();
  try {
    await waitUntil({ timeoutMs: timeoutSeconds * 1000, intervalMs: POLL_MS, signal }, async () => {
      const observation = await probeHttp(`${running.sandbox.baseUrl}${path}`, status);
      if ('seen' in observation) await requireRunning(context, running.container);
      return observation;
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw new Failure(
      'service-not-ready',
      `GET ${path} not ${status} after ${timeoutSeconds} s; last seen: ${error.lastSeen}; ${await capturedOutput(engine, running.container)}`,
      'check `run.port` and `readiness` in the capture spec, or give the service more time with `readiness.timeoutSeconds`',
      { cause: error },
    );
  }
  return { ...running, readyMs: Math.round(performance.now() - began) };
}
