import type { CheckpointDelivery } from '../delivery';

/** Returns the delivery of a checkpoint that is part of the pod's image. */
export function imageDelivery(): CheckpointDelivery {
  return { image: 'checkpoint', mapsUsers: true };
}
