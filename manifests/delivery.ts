import type { Container, EnvVar, Volume } from 'kubernetes-types/core/v1';
import type { KubernetesObject } from './kubernetes-object';

export const STORE_VOLUME = 'checkpoint';

/**
 * How the files of a checkpoint arrive in a pod. A store describes it, the workload only puts the pieces in place: a new
 * kind of store is a new description, and nothing else changes.
 */
export interface CheckpointDelivery {
  /** `checkpoint`: the pod runs `vN-checkpoint`, and nothing has to be brought. `service`: it runs `vN`. */
  readonly image: 'checkpoint' | 'service';
  /** The volume that is mounted read-only at `STORE_FOLDER`; its name is `STORE_VOLUME`. @default - no volume */
  readonly volume?: Volume;
  /** Part of the volume that is the copy. @default - the whole volume */
  readonly subPath?: string;
  /** Fills the volume before the service's container starts; its image is `vN`. @default - nothing to fetch */
  readonly fetch?: DeliveryFetch;
  /** Objects beside the workload, such as the claim of a mount. @default [] */
  readonly objects?: readonly KubernetesObject[];
  /** Whether a pod in a user namespace (`hostUsers: false`) can mount the volume. */
  readonly mapsUsers: boolean;
}

/** The part of an init container that a store knows. */
export interface DeliveryFetch {
  /** The program and its arguments. */
  readonly command: NonNullable<Container['command']>;

  /** Variables of the program. @default [] */
  readonly env?: readonly EnvVar[];
}
