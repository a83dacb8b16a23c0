import type { Capture } from '../../../stage/capture';
import type { StageContext } from '../../../stage/context/stage-context';
import type { Progress } from '../../render/progress';
import { measureStores } from './measure-stores';
import type { StandIns } from './stand-ins';
import { storeComparison } from './store-report';
import type { StoreComparison } from './store-report';

/** Measures starts of a release from each of its stores. */
export async function compareStores(
  context: StageContext,
  capture: Capture,
  standIns: StandIns,
  runs: number,
  progress: Progress,
): Promise<StoreComparison> {
  const { containers } = context;
  const { images, repository } = capture.record;
  await containers.pull(`${repository}@${images.service.digest}`);
  const address = await containers.gateway(capture.published.network.name);
  const times = await measureStores({ context, capture, standIns, address }, runs, progress);
  for (const { coldStarts, id } of times) {
    if (coldStarts > 0) progress.warn(`${coldStarts} of ${runs} starts from ${id} went cold; their times are included`);
  }
  return storeComparison(times, standIns, capture.record);
}
