import type { WarmUpEnd } from '../../../contract';

/** Decides when a warm-up is over. */
export interface Ending {
  /** Whether the request of this number, counted from 0, is no longer to be sent. */
  reached(number: number): boolean;
  measured(ms: number): void;
  describe(): string;
}

/** A window must hold enough answers for its median to mean something. */
const WINDOW_MS = 2000;
const WINDOW_ANSWERS = 50;
/** Latency has stopped falling when this many windows in a row were no faster than the best before, by this share. */
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

/** Goes on while the median latency of one window after the other falls, and not longer than the bound. */
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
