import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { TokenBucket } from 'limiter';
import type { Shape } from './shape';

const BURST_BYTES = 64 * 1024;

/** Slows answers down. */
export class Shaping {
  private readonly all: TokenBucket;

  public constructor(private readonly shape: Shape) {
    this.all = bucketOf(shape.megabytesPerSecond);
  }

  /** Waits as long as the first byte of an answer takes. */
  public async begin(): Promise<void> {
    await delay(this.shape.latencyMs);
  }

  /** Returns the same bytes, not faster than the shape. */
  public slowed(body: Readable): Readable {
    return Readable.from(this.paced(body), { objectMode: false });
  }

  private async *paced(body: Readable): AsyncGenerator<Buffer> {
    const own = bucketOf(this.shape.answerMegabytesPerSecond, this.all);
    for await (const chunk of body as AsyncIterable<Buffer>) {
      for (let at = 0; at < chunk.length; at += BURST_BYTES) {
        const part = chunk.subarray(at, at + BURST_BYTES);
        await own.removeTokens(part.length);
        yield part;
      }
    }
  }
}

function bucketOf(megabytesPerSecond: number, parentBucket?: TokenBucket): TokenBucket {
  const tokensPerInterval = megabytesPerSecond * 1e6;
  return new TokenBucket({
    bucketSize: 2 * BURST_BYTES,
    tokensPerInterval,
    interval: 'second',
    ...(parentBucket === undefined ? {} : { parentBucket }),
  });
}
