import type { CompanionImages, Neighbourhood } from '../companions';
import type { ImageConfig } from '../clients';
import type { PodUser } from '../../engines';
import type { FrozenProcess } from '../engines';
import type { Clones } from '../gate/clone-probe';
import type { HttpAnswer } from '../http';
import type { CopyDescription } from '../publish/stored-copy';
import type { CredentialSource, Sandbox } from '../sandbox';

/**
 * What is true after each step. A step takes the state before it and returns the next one, so that a wrong order does
 * not compile.
 */

/** The service's own image exists on this machine, and those of its companions. */
export interface Built {
  readonly companionImages: CompanionImages;
  readonly serviceImage: string;
  readonly config: ImageConfig;
}

/** The service's image with the runtime layer on it: what becomes `vN`. */
export interface Layered extends Built {
  readonly image: string;
  readonly user: PodUser;
}

/** The companions answer. */
export interface Accompanied extends Layered {
  readonly neighbourhood: Neighbourhood;
  readonly credentials: CredentialSource;
}

/** The service's process runs in its capture container. */
export interface Running extends Accompanied {
  readonly sandbox: Sandbox;
  readonly container: string;
}

/** The service answers its readiness path. */
export interface Ready extends Running {
  readonly readyMs: number;
}

/** The service is warm; these are its answers to the gate's requests, and no connection is open. */
export interface Warmed extends Ready {
  readonly answers: readonly HttpAnswer[];
  readonly requests: number;
  /** Whether its hooks ran already, and it was warmed up after them again. */
  readonly rehearsed: boolean;
}

/** The service is frozen, and its container has ended. */
export interface Captured extends Running {
  /** The warm service's answers to the gate's requests; undefined when it was frozen before it could answer. */
  readonly answers: readonly HttpAnswer[] | undefined;
  readonly frozen: FrozenProcess;
}

export interface CheckpointFile {
  /** Relative to the checkpoint directory. */
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

/** The checkpoint is one layer on the service's image: what becomes `vN-checkpoint`. */
export interface Assembled extends Captured {
  readonly checkpointImage: string;
  readonly files: readonly CheckpointFile[];
  readonly capturedPaths: readonly string[];
  readonly removedPaths: readonly string[];
  readonly rawBytes: number;
  /** The layer as a tar archive, from which stores other than the image are filled. */
  readonly layerArchive: string;
  readonly host: CaptureHost;
}

/** What the checkpoint is bound to. */
export interface CaptureHost {
  readonly cpuFlags: readonly string[];
  readonly kernel: string;
  readonly machine: string;
}

/** No secret of this machine was found in the checkpoint. */
export interface Searched extends Assembled {
  readonly secretsSought: number;
}

/** Both images are in the registry under candidate tags. */
export interface Pushed extends Searched {
  readonly digests: { readonly service: string; readonly checkpoint: string };
  readonly storedBytes: { readonly service: number; readonly checkpoint: number; readonly layer: number };
}

/** The pushed artefact was restored, more than once at the same time, and behaved. */
export interface Proven extends Pushed {
  readonly restoreMs: readonly number[];
  readonly deadlineMs: number;
  /** What the clone probe compared; undefined when it was not asked for, or nobody could ask the generators. */
  readonly clones: Clones | undefined;
}

/** The release's tags are on the proven digests, and the stored copies are complete. */
export interface Published extends Proven {
  readonly number: number;
  readonly copies: readonly CopyDescription[];
}
