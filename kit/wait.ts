import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a probe observed: the awaited value, or the current state as text. */
export type Observation<T> = { readonly found: T } | { readonly seen: string };

/** Thrown when the deadline passes; holds the timeout and the last observation. */
export class WaitTimeout extends Error {
  public override readonly name = 'WaitTimeout';

  public constructor(
    public readonly timeoutMs: number,
    public readonly lastSeen: string,
  ) {
    super(`not after ${timeoutMs / 1000} s; last seen: ${lastSeen}`);
  }
}

/** Polls until the probe finds what it looks for; throws `WaitTimeout` at the deadline. */
export async function waitUntil<T>(options: WaitOptions, probe: () => Promise<Observation<T>>): Promise<T> {
  const deadline = performance.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const observation = await probe();
    if ('found' in observation) return observation.found;
    if (performance.now() >= deadline) throw new WaitTimeout(options.timeoutMs, observation.seen);
    await delay(options.intervalMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}
