import type { Capture } from '../../../stage/capture';
import type { StageContext } from '../../../stage/context/stage-context';
import type { Progress } from '../../render/progress';
import { measureStores } from './measure-stores';
import type { StandIns } from './stand-ins';
import type { StoreBench } from './store-bench';
import { storeComparison } from './store-report';
import type { StoreComparison } from './store-report';

/** Returns a release whose stores can be compared. */
export async function storeBench(context: StageContext, capture: Capture, standIns: StandIns): Promise<StoreBench> {
  const { containers } = context;
  const { images, repository } = capture.record;
  await containers.pull(`${repository}@${images.service.digest}`);
  return { context, capture, standIns, address: await containers.gateway(capture.published.network.name) };
}

/** Measures starts of a release from each of its stores. */
export async function compareStores(bench: StoreBench, runs: number, progress: Progress): Promise<StoreComparison> {
  const times = await measureStores(bench, runs, progress);
  for (const { coldStarts, id } of times) {
    if (coldStarts > 0) progress.warn(`${coldStarts} of ${runs} starts from ${id} went cold; their times are included`);
  }
  return storeComparison(times, bench.standIns, bench.capture.record);
}
