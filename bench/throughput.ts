import type { WarmUpEnd } from '../contract';
import type { Capture } from '../stage/capture';
import { HttpClient } from '../stage/http';
import { coldVariant, imageVariant, median } from '../stage/measure';
import type { Variant } from '../stage/measure';
import { probeHttp } from '../stage/http';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../stage/sandbox';
import type { StageContext } from '../stage/stage-context';
import { waitUntil } from '../stage/wait';
import { sendLoad } from '../stage/warm-up/load';

const WINDOW_SECONDS = 10;
const WINDOWS = 6;

/** Requests a second of the same service, started cold and warmed up, and restored. */
export interface Throughput {
  readonly cold: readonly number[];
  readonly restored: readonly number[];
  /** Restored by cold, window by window, and the median of that. */
  readonly ratios: readonly number[];
  readonly medianRatio: number;
}

/** Both run side by side, and the load goes to one and the other in turn: a machine that drifts drifts for both. */
export async function measureThroughput(context: StageContext, capture: Capture): Promise<Throughput> {
  const cold = await startVariant(context, capture, coldVariant(context, capture));
  const restored = await startVariant(context, capture, imageVariant(context, capture));
  // What the checkpoint had seen before it was captured, the cold one sees now.
  await load(context, cold, context.spec.warmUp.until);
  const rates = { cold: [] as number[], restored: [] as number[] };
  for (let window = 0; window < WINDOWS; window += 1) {
    rates.cold.push(await load(context, cold, { kind: 'seconds', seconds: WINDOW_SECONDS }));
    rates.restored.push(await load(context, restored, { kind: 'seconds', seconds: WINDOW_SECONDS }));
  }
  const ratios = rates.restored.map((rate, index) => rate / (rates.cold[index] ?? Number.NaN));
  return { ...rates, ratios, medianRatio: median(ratios) };
}

async function startVariant(context: StageContext, { published }: Capture, variant: Variant): Promise<string> {
  const { engine, run, signal, spec } = context;
  const sandbox = await openSandbox(context, published.neighbourhood, published.credentials, `load-${variant.id}`);
  await engine.run({
    image: variant.image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    env: { ...variant.env, ...CREDENTIAL_ENVIRONMENT },
    mounts: [sandbox.tokenMount],
    shape: variant.shape,
  });
  await waitUntil({ timeoutMs: spec.readiness.timeoutSeconds * 1000, intervalMs: 20, signal }, () =>
    probeHttp(`${sandbox.baseUrl}${spec.readiness.path}`, spec.readiness.status),
  );
  return sandbox.baseUrl;
}

async function load(context: StageContext, baseUrl: string, until: WarmUpEnd): Promise<number> {
  const client = new HttpClient(baseUrl, context.spec.warmUp.concurrency);
  const began = performance.now();
  try {
    const { failed, lastFailures, sent } = await sendLoad({
      client,
      warmUp: { ...context.spec.warmUp, until },
      signal: context.signal,
      progress: () => undefined,
    });
    if (failed > 0) throw new Error(`${failed} requests failed under load: ${lastFailures.join('; ')}`);
    return sent / ((performance.now() - began) / 1000);
  } finally {
    await client.destroy();
  }
}
