import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { whileOpen } from '../../stores/stored-checkpoint';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import { placeOf } from './place';

/** Writes the pack to one store. */
export async function writeCopy(context: StageContext, pack: string, target: StoreTarget): Promise<void> {
  const place = placeOf(target);
  progressOf(context, 'stores')(`copying the pack to ${place}`);
  try {
    await whileOpen(target, () => target.put(pack));
  } catch (error) {
    // A store may already have thrown a more specific failure.
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Failure(
      'publish-failed',
      `the checkpoint could not be written to ${place}: ${reason}`,
      'check `publish` in the capture spec, that the place exists and that you may write to it',
      { cause: error },
    );
  }
}
