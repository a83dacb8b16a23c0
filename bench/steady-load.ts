import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 50;

export interface LoadFigures {
  readonly requests: number;
  readonly failures: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

/**
 * Sends requests at a steady rate, each when it is due, no matter how long earlier ones take: if the service stalls,
 * every request due in the meantime is late, as it is for users.
 */
export async function underLoad<T>(
  send: () => Promise<boolean>,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly load: LoadFigures }> {
  const times: number[] = [];
  let failures = 0;
  const ask = async (due: number): Promise<void> => {
    const succeeded = await send();
    times.push(performance.now() - due);
    if (!succeeded) failures += 1;
  };
  const over = new AbortController();
  const sending = sendSteadily(ask, over.signal);
  try {
    const result = await work();
    over.abort();
    await sending;
    return { result, load: { requests: times.length, failures, medianMs: rank(times, 0.5), p99Ms: rank(times, 0.99) } };
  } finally {
    over.abort();
  }
}

async function sendSteadily(ask: (due: number) => Promise<void>, over: AbortSignal): Promise<void> {
  const sent: Promise<void>[] = [];
  for (let due = performance.now(); !over.aborted; due += EVERY_MS) {
    await delay(Math.max(0, due - performance.now()));
    sent.push(ask(due));
  }
  await Promise.all(sent);
}

function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN) * 10) / 10;
}
