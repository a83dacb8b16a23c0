import { imageVariant } from '../../cli/rehearsal/measure';
import { VARIABLES } from '../../contract';
import { waitUntil } from '../../kit/wait';
import { askReadiness, commandsIn, intervalOf } from '../../stage/readiness';
import { openSandbox } from '../../stage/sandbox/sandbox';
import type { Sandbox } from '../../stage/sandbox/sandbox';
import type { Captured } from './both-captures';

const POLL_MS = 2;
const DEADLINE_MS = 60_000;

/** A restored copy that has answered. */
export interface Running {
  readonly container: string;
  readonly baseUrl: string;
  /** From the container's start to the first expected answer, in ms. */
  readonly startMs: number;
}

/** Starts copies at once, each in a sandbox that stands already; works with them, and removes them. */
export async function withCopies<T>(
  captured: Captured,
  count: number,
  work: (copies: readonly Running[]) => Promise<T>,
): Promise<T> {
  const { capture, context } = captured;
  const { containers } = context;
  const sandboxes: Sandbox[] = [];
  for (let number = 1; number <= count; number++) {
    sandboxes.push(await openSandbox(context, capture.published.network, `copy-${number}`));
  }
  const copies = await Promise.all(sandboxes.map((sandbox) => startCopy(captured, sandbox)));
  try {
    return await work(copies);
  } finally {
    const all = [...copies.map(({ container }) => container), ...sandboxes.map(({ container }) => container)];
    await containers.remove('container', all);
  }
}

async function startCopy({ capture, context }: Captured, sandbox: Sandbox): Promise<Running> {
  const { containers, run, signal, spec } = context;
  const variant = imageVariant(context, capture);
  // Many at once take longer than one: what is measured is a restore, and a cold start among them would disturb all.
  const env = { ...variant.env, [VARIABLES.deadlineMs]: String(DEADLINE_MS) };
  const { image, shape } = variant;
  const { probe, timeoutSeconds } = spec.readiness;
  const starting = containers.run({
    ...{ image, env, shape, labels: run.labels },
    network: { kind: 'container', id: sandbox.container },
    mounts: [sandbox.tokenMount],
  });
  const options = { timeoutMs: timeoutSeconds * 1000, intervalMs: intervalOf(probe, POLL_MS), signal };
  const answered = waitUntil(options, () => {
    const command = async (argv: readonly string[]) => commandsIn(containers, await starting)(argv);
    return askReadiness(probe, { port: sandbox.readinessPort, command });
  });
  const [container, answeredAt] = await Promise.all([starting, answered]);
  const { startedAt } = await containers.state(container);
  return { container, baseUrl: sandbox.baseUrl, startMs: answeredAt - startedAt };
}
