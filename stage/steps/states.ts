import type { CheckpointFile } from '../../contract';
import type { PodUser } from '../../engines';
import type { HttpAnswer } from '../../kit/http/http-client';
import type { ImageConfig } from '../containers';
import type { TakenCheckpoint } from '../engines';
import type { Sandbox, SandboxNetwork } from '../sandbox/sandbox';
import type { StoredCheckpoint } from '../stores/stored-checkpoint';

/**
 * What is true after each step. A step takes the state before it and returns the next one, so that a wrong order does
 * not compile.
 */

/** Nothing is there but the capture spec. */
export type Unbuilt = undefined;

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

/** By the name of a companion, the image that it is run from; a command has none. */
export type CompanionImages = Readonly<Record<string, string>>;

/** The run's network with every companion on it, ready. */
export interface CompanionNetwork extends SandboxNetwork {
  /** The companions that are up. */
  readonly companions: readonly string[];
  /** Ends what does not live in a container. */
  close(): Promise<void>;
}

/** The companions answer. */
export interface Accompanied extends Layered {
  readonly network: CompanionNetwork;
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
  readonly hooksRun: boolean;
}

/** The service is checkpointed, and its container has ended. */
export interface Captured extends Running {
  /** The warm service's answers to the gate's requests; undefined when it was checkpointed before it could answer. */
  readonly answers: readonly HttpAnswer[] | undefined;
  readonly taken: TakenCheckpoint;
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

/** How many generators the gate compared. */
export interface Clones {
  readonly generators: number;
}

/** The pushed artefact was restored, more than once at the same time, and behaved. */
export interface Proven extends Pushed {
  readonly restoreMs: readonly number[];
  readonly deadlineMs: number;
  /** What the clone probe compared; undefined when it was not asked for, or nobody could ask the generators. */
  readonly clones: Clones | undefined;
}

/** The release's tags are on the proven digests, and the stored checkpoints are complete. */
export interface Published extends Proven {
  readonly number: number;
  readonly stores: readonly StoredCheckpoint[];
}
