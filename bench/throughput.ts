import type { WarmUpEnd } from '../contract';
import type { Capture } from '../stage/capture';
import { HttpClient } from '../kit/http/http-client';
import { coldVariant, imageVariant, median } from '../cli/rehearsal/measure';
import type { Variant } from '../cli/rehearsal/measure';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../stage/sandbox/sandbox';
import type { StageContext } from '../stage/context/stage-context';
import { RUNTIME_FOLDER } from '../contract';
import { waitUntil } from '../kit/wait';
import { askReadiness, commandsIn } from '../stage/readiness';
import { ending } from '../stage/steps/warm-up/ending';
import { sendLoad } from '../stage/steps/warm-up/load';

const WINDOW_SECONDS = 10;
const WINDOWS = 6;

/** Requests per second of the same service, started in two ways. */
export interface Throughput {
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** The second divided by the first, per window, and the median of those ratios. */
  readonly ratios: readonly number[];
  readonly medianRatio: number;
}

/** The cold service is warmed up like the checkpoint before the load begins. */
export async function measureThroughput(context: StageContext, capture: Capture): Promise<Throughput> {
  const cold = await startVariant(context, capture, 'cold', coldVariant(context, capture));
  const restored = await startVariant(context, capture, 'image', imageVariant(context, capture));
  await load(context, cold, context.spec.warmUp.until);
  return inTurn(context, cold, restored);
}

/** Compares the captured image, started cold without and with the agent, both warmed up. */
export async function measureAgent(context: StageContext, capture: Capture): Promise<Throughput> {
  const cold = { ...coldVariant(context, capture), image: capture.published.image };
  const options = `-javaagent:${RUNTIME_FOLDER}/agent.jar=directory=/tmp`;
  const without = await startVariant(context, capture, 'without', cold);
  const env = { ...cold.env, JDK_JAVA_OPTIONS: options };
  const withAgent = await startVariant(context, capture, 'with', { ...cold, env });
  for (const service of [without, withAgent]) await load(context, service, context.spec.warmUp.until);
  return inTurn(context, without, withAgent);
}

/** Runs both side by side and alternates the load between them, so that drift of the machine affects both. */
export async function inTurn(context: StageContext, one: string, other: string): Promise<Throughput> {
  const rates = { first: [] as number[], second: [] as number[] };
  for (let window = 0; window < WINDOWS; window += 1) {
    rates.first.push(await load(context, one, { kind: 'seconds', seconds: WINDOW_SECONDS }));
    rates.second.push(await load(context, other, { kind: 'seconds', seconds: WINDOW_SECONDS }));
  }
  const ratios = rates.second.map((rate, index) => rate / (rates.first[index] ?? Number.NaN));
  return { ...rates, ratios, medianRatio: median(ratios) };
}

export async function startVariant(
  context: StageContext,
  { published }: Capture,
  name: string,
  variant: Variant,
): Promise<string> {
  const { containers, run, signal, spec } = context;
  const sandbox = await openSandbox(context, published.network, `load-${name}`);
  const container = await containers.run({
    image: variant.image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    env: { ...variant.env, ...CREDENTIAL_ENVIRONMENT },
    mounts: [sandbox.tokenMount],
    shape: variant.shape,
  });
  const asked = { port: sandbox.readinessPort, command: commandsIn(containers, container) };
  await waitUntil({ timeoutMs: spec.readiness.timeoutSeconds * 1000, intervalMs: 20, signal }, () =>
    askReadiness(spec.readiness.probe, asked),
  );
  return sandbox.baseUrl;
}

export async function load(context: StageContext, baseUrl: string, until: WarmUpEnd): Promise<number> {
  const client = new HttpClient(baseUrl, context.spec.warmUp.concurrency);
  const began = performance.now();
  try {
    const { failed, lastFailures, sent } = await sendLoad({
      client,
      warmUp: context.spec.warmUp,
      end: ending(until, context.spec.warmUp.requests.length),
      signal: context.signal,
      progress: () => undefined,
    });
    if (failed > 0) throw new Error(`${failed} requests failed under load: ${lastFailures.join('; ')}`);
    return sent / ((performance.now() - began) / 1000);
  } finally {
    await client.destroy();
  }
}
