import type { Assembled, Captured } from '../states';
import type { Step } from '../step';
import { megabytes } from '../megabytes';
import { assembleImage } from './assemble-image';
import { collectCheckpoint } from './collect-checkpoint';

/** Adds the checkpoint, and every file that the container changed, as one layer on the service's image. */
export const assemble: Step<Captured, Assembled> = {
  id: 'assemble',
  title: 'assemble the checkpoint image',
  summary: ({ memory, rawBytes }) =>
    `${megabytes(rawBytes)}${memory.mappedBytes > 0 ? `, ${megabytes(memory.mappedBytes)} of them mapped` : ''}`,

  async run(context, captured) {
    const checkpointFolder = await collectCheckpoint(context, captured);
    return assembleImage(context, captured, checkpointFolder, undefined);
  },
};
