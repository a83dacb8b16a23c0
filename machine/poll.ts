import { setTimeout as pause } from 'node:timers/promises';

export interface Deadline {
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Asks until there is an answer, and answers nothing when the time is up. */
export async function poll<T>(ask: () => Promise<T | undefined>, deadline: Deadline): Promise<T | undefined> {
  const end = performance.now() + deadline.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= end) return undefined;
    await pause(deadline.everyMs, undefined, deadline.signal === undefined ? {} : { signal: deadline.signal });
  }
}
