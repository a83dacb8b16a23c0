import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';

const CLIENTS = 4;
const PAUSE_MS = 20;

/** What a client saw while the load went on. */
export interface LoadResult {
  readonly answered: number;
  readonly failures: readonly string[];
}

/**
 * Steady requests, one after the other from each of a few clients and each on a connection of its own, as they come from
 * many users. No request is tried twice.
 */
export class SteadyLoad {
  private readonly agent = new Agent({ pipelining: 0, connect: { timeout: 5000 } });
  private readonly failures: string[] = [];
  private readonly began = performance.now();
  private answered = 0;
  private stopping = false;
  private readonly clients: readonly Promise<void>[];

  private constructor(
    private readonly url: string,
    clients: number,
  ) {
    this.clients = Array.from({ length: clients }, () => this.client());
  }

  /** What the clients saw while the work was done. */
  public static async during(url: string, work: () => Promise<void>): Promise<LoadResult> {
    const load = new SteadyLoad(url, CLIENTS);
    try {
      await work();
    } finally {
      await load.stop();
    }
    return { answered: load.answered, failures: load.failures };
  }

  private async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
    await this.agent.close();
  }

  private async client(): Promise<void> {
    while (!this.stopping) {
      await this.ask();
      await delay(PAUSE_MS);
    }
  }

  private async ask(): Promise<void> {
    try {
      const { body, statusCode } = await request(this.url, {
        dispatcher: this.agent,
        reset: true,
        headersTimeout: 5000,
        bodyTimeout: 5000,
      });
      await body.dump();
      if (statusCode === 200) this.answered += 1;
      else this.fail(`status ${statusCode}`);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private fail(what: string): void {
    this.failures.push(`after ${Math.round(performance.now() - this.began)} ms: ${what}`);
  }
}
