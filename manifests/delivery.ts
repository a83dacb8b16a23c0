import type { Container, EnvVar, Volume } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../contract';
import type { KubernetesObject } from './kubernetes-object';

export const STORE_VOLUME = 'checkpoint';
export const SOURCE_VOLUME = 'packed';
export const NODE_VOLUME = 'node';

/**
 * How the files of a checkpoint arrive in a pod. A store provides the description, and the workload puts the pieces in
 * place: a new kind of store needs only a new description.
 */
export interface CheckpointDelivery {
  /** `checkpoint`: the pod runs `vN-checkpoint`, which has the files. `service`: it runs `vN`. */
  readonly image: 'checkpoint' | 'service';
  /**
   * The kind of store as the release record names it: its pods get the deadline that the record has for it.
   * @default - the deadline of a restore from the image
   */
  readonly store?: ReleaseRecord['stores'][number]['type'];
  /** The volume that is mounted read-only at `STORE_FOLDER`; its name must be `STORE_VOLUME`. @default - no volume */
  readonly volume?: Volume;
  /** Fills the volume before the service's container starts; its image is `vN`. @default - nothing to fetch */
  readonly fetch?: DeliveryFetch;
  /** A folder of the node in which the checkpoint may be unpacked already; `fetch` uses it where it is whole. @default - the pod unpacks its own */
  readonly nodeFolder?: string;
  /** Additional objects of the workload, such as the claim of a mount. @default [] */
  readonly objects?: readonly KubernetesObject[];
  /** Whether a pod in a user namespace (`hostUsers: false`) can mount the volume. */
  readonly mapsUsers: boolean;
}

/** The store-specific part of an init container. */
export interface DeliveryFetch {
  /** The program and its arguments. */
  readonly command: NonNullable<Container['command']>;

  /** Environment variables of the program. @default [] */
  readonly env?: readonly EnvVar[];

  /** What the program alone mounts, read-only at `PACKED_FOLDER`. @default - nothing: it reads over the network */
  readonly from?: DeliverySource;
}

/** A volume with stored checkpoints. */
export interface DeliverySource {
  /** The volume; its name must be `SOURCE_VOLUME`. */
  readonly volume: Volume;
  /** The folder of the release in the volume. @default - the volume is that of the release */
  readonly subPath?: string;
}
