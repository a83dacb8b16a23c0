import { assemble } from './assemble/assemble';
import { build } from './build/build';
import { checkpoint } from './checkpoint/checkpoint';
import { companions } from './companions/companions';
import { gate } from './gate/gate';
import { layer } from './layer/layer';
import { publish } from './publish/publish';
import { push } from './push/push';
import { ready } from './ready/ready';
import { record } from './record/record';
import { runService } from './run-service/run-service';
import { search } from './search/search';
import { stores } from './stores/stores';
import { workingSet } from './assemble/working-set';
import { warmUp } from './warm-up/warm-up';

export { runStep } from './step';
export type { Step } from './step';
export {
  build,
  layer,
  companions,
  runService,
  ready,
  warmUp,
  checkpoint,
  assemble,
  workingSet,
  search,
  push,
  gate,
  stores,
  publish,
  record,
};

/** The steps of the stage, in order. A service that triggers its own checkpoint skips `ready` and `warm-up`. */
export const STEPS = [
  build,
  layer,
  companions,
  runService,
  ready,
  warmUp,
  checkpoint,
  assemble,
  workingSet,
  search,
  push,
  gate,
  stores,
  publish,
  record,
] as const;
