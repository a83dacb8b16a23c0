import type { CheckpointDelivery } from '../delivery';

/** The checkpoint is in the image that the pod runs. */
export function imageDelivery(): CheckpointDelivery {
  return { image: 'checkpoint', mapsUsers: true };
}
