import type { WarmUpEnd } from '../../../contract';

/** Decides when a warm-up is over. */
export interface Ending {
  /** Returns whether to stop before the request with this number, counted from 0. */
  reached(number: number): boolean;
  measured(ms: number): void;
  describe(): string;
}

/** The end of the requests after a collection: each this often, in at most this time, and each once in any case. */
const AFTER_COLLECTION = { rounds: 30, seconds: 2 };

/** A window must hold enough responses for a meaningful median. */
const WINDOW_MS = 2000;
const WINDOW_ANSWERS = 50;
/** Latency is steady when this many consecutive windows did not beat the best earlier one by this share. */
const STEADY_WINDOWS = 3;
const STILL_FALLING = 0.95;

type Now = () => number;

export function ending(until: WarmUpEnd, listLength: number, now: Now = () => performance.now()): Ending {
  switch (until.kind) {
    case 'count':
      return new CountEnding(until.count * listLength);
    case 'seconds':
      return new TimeEnding(until.seconds, now);
    case 'steady':
      return new SteadyEnding(until.maxSeconds, now);
  }
}

/**
 * Ends the requests after the last collection. They must be enough to run what the service runs, and not so many that the
 * checkpoint is full of their garbage.
 */
export function afterCollection(listLength: number, now: Now = () => performance.now()): Ending {
  const time = new TimeEnding(AFTER_COLLECTION.seconds, now);
  const count = new CountEnding(AFTER_COLLECTION.rounds * listLength);
  return {
    reached: (number) => number >= listLength && (count.reached(number) || time.reached(number)),
    measured: () => undefined,
    describe: () => count.describe(),
  };
}

class CountEnding implements Ending {
  public constructor(private readonly requests: number) {}

  public reached(number: number): boolean {
    return number >= this.requests;
  }

  public measured(): void {}

  public describe(): string {
    return `${this.requests} to send`;
  }
}

class TimeEnding implements Ending {
  protected readonly began: number;

  public constructor(
    protected readonly seconds: number,
    protected readonly now: Now,
  ) {
    this.began = now();
  }

  public reached(_number: number): boolean {
    return this.now() - this.began >= this.seconds * 1000;
  }

  public measured(_ms: number): void {}

  public describe(): string {
    return `${Math.round((this.now() - this.began) / 1000)} of ${this.seconds} s`;
  }
}

/** Continues while the median latency per window falls, up to a maximum time. */
class SteadyEnding extends TimeEnding {
  private window: number[] = [];
  private windowBegan: number;
  private best = Number.POSITIVE_INFINITY;
  private windowsWithoutGain = 0;

  public constructor(maxSeconds: number, now: Now) {
    super(maxSeconds, now);
    this.windowBegan = this.began;
  }

  public override reached(number: number): boolean {
    return this.windowsWithoutGain >= STEADY_WINDOWS || super.reached(number);
  }

  public override measured(ms: number): void {
    this.window.push(ms);
    if (this.now() - this.windowBegan < WINDOW_MS || this.window.length < WINDOW_ANSWERS) return;
    const median = this.window.sort((a, b) => a - b)[Math.floor(this.window.length / 2)] ?? ms;
    this.windowsWithoutGain = median > this.best * STILL_FALLING ? this.windowsWithoutGain + 1 : 0;
    this.best = Math.min(this.best, median);
    this.window = [];
    this.windowBegan = this.now();
  }

  public override describe(): string {
    const best = Number.isFinite(this.best) ? `, median ${this.best.toFixed(1)} ms` : '';
    return `${super.describe()} at most${best}`;
  }
}
