import { posix } from 'node:path';
import { COPIES_FOLDER } from '../../contract';
import type { StageContext } from '../context/stage-context';
import { publishesStore } from '../stores/store-targets';
import type { Layered } from './states';

/** The folder of the checkpoint's layer below which everything is: `/` but for one of several CPU classes. */
export function layerRoot({ spec }: StageContext, { prepared }: Pick<Layered, 'prepared'>): string {
  return prepared === undefined ? '' : posix.join(COPIES_FOLDER, spec.cpuClass.name);
}

/** Whether `start` puts captured files in place itself, since no layer of a pod's image has them there. */
export function placesFiles({ spec }: StageContext, { prepared }: Pick<Layered, 'prepared'>): boolean {
  return prepared !== undefined || publishesStore(spec);
}
