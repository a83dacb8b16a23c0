import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { writeToStore } from '../../stores/stored-checkpoint';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import type { Proven } from '../states';
import { placeOf } from './place';

/** Writes the checkpoint as plain files to one store. */
export async function writeCopy(context: StageContext, proven: Proven, target: StoreTarget): Promise<void> {
  const place = placeOf(target);
  progressOf(context, 'stores')(`copying plain files to ${place}`);
  try {
    await writeToStore(proven.layerArchive, proven.files, target);
  } catch (error) {
    // A store may already have thrown a more specific failure.
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Failure(
      'publish-failed',
      `the plain files could not be written to ${place}: ${reason}`,
      'check `publish` in the capture spec, that the place exists and that you may write to it',
      { cause: error },
    );
  }
}
