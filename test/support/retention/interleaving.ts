/** Thrown into a process that is killed; nothing may catch it. */
export class Killed extends Error {
  public override readonly name = 'Killed';
}

/** A process of a history: it asks for its turn before each call. */
export type Process = (turn: () => Promise<void>) => Promise<void>;

export interface Started {
  readonly process: Process;
  /** The number of the call at which it is killed; it never is when it makes fewer. */
  readonly killedAt: number;
}

/**
 * Runs processes at the same time, one call at a time, in the order that `choices` says; each call is one that a process
 * of its own could be killed at.
 */
export async function interleave(started: readonly Started[], choices: () => number): Promise<void> {
  const waiting: (() => void)[] = [];
  const failures: unknown[] = [];
  const running = started.map(async ({ killedAt, process }) => {
    let calls = 0;
    try {
      await process(async () => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        calls += 1;
        if (calls >= killedAt) throw new Killed();
      });
    } catch (error) {
      if (!(error instanceof Killed)) failures.push(error);
    }
  });
  await settled();
  while (waiting.length > 0) {
    const [next] = waiting.splice(choices() % waiting.length, 1);
    next?.();
    await settled();
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}

/** Lets each process go on until it waits for its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
