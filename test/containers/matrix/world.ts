import { PodBench } from './pods/pod-bench';

/** What faults share, made when the first of them needs it. */
export class World {
  private opened: Promise<PodBench> | undefined;
  private bench: PodBench | undefined;

  public async pods(): Promise<PodBench> {
    this.opened ??= PodBench.open();
    return (this.bench = await this.opened);
  }

  public async close(): Promise<void> {
    await this.bench?.close();
  }
}
