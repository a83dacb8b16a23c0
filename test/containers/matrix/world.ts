import { PodBench } from './pods/pod-bench';

/** What faults share, made when the first of them needs it. */
export class World {
  private bench: Promise<PodBench> | undefined;

  public pods(): Promise<PodBench> {
    return (this.bench ??= PodBench.open());
  }

  public async close(): Promise<void> {
    await (await this.bench)?.close();
  }
}
