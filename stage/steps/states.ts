import type { CheckpointFile, PackedCheckpoint, PreparedImage, ReleaseRecord } from '../../contract';
import type { PodUser } from '../../engines';
import type { HttpAnswer } from '../../kit/http/http-client';
import type { ImageConfig } from '../containers';
import type { RewrittenCheckpoint, TakenCheckpoint } from '../engines';
import type { Sandbox, SandboxNetwork } from '../sandbox/sandbox';
import type { StoredCheckpoint } from '../stores/stored-checkpoint';

/**
 * What is true after each step. A step takes the previous state and returns the next one, so that a wrong order does
 * not compile.
 */

/** Only the capture spec exists. */
export type Unbuilt = undefined;

/** The images of the service and its companions exist on this machine. */
export interface Built {
  readonly companionImages: CompanionImages;
  readonly serviceImage: string;
  readonly config: ImageConfig;
}

/** The service's image with the runtime layer on top: it becomes `vN`. */
export interface Layered extends Built {
  readonly image: string;
  readonly user: PodUser;
  /** The run whose id the image has. */
  readonly imageRun: string;
  /** The image that captures of several CPU classes share, if this is one of them. */
  readonly prepared?: PreparedImage;
}

/** The image of each companion by its name; a companion that is a command has none. */
export type CompanionImages = Readonly<Record<string, string>>;

/** The run's network, with every companion on it and ready. */
export interface CompanionNetwork extends SandboxNetwork {
  /** The names of the running companions. */
  readonly companions: readonly string[];
  /** Stops what does not run in a container. */
  close(): Promise<void>;
}

/** The companions are ready. */
export interface Accompanied extends Layered {
  readonly network: CompanionNetwork;
}

/** The service's process runs in its capture container. */
export interface Running extends Accompanied {
  readonly sandbox: Sandbox;
  readonly container: string;
}

/** The service is ready. */
export interface Ready extends Running {
  readonly readyMs: number;
}

/** The service is warmed up, its responses to the gate's requests are recorded, and no connection is open. */
export interface Warmed extends Ready {
  readonly answers: readonly HttpAnswer[];
  readonly requests: number;
  /** Whether its hooks have run, followed by a second warm-up. */
  readonly hooksRun: boolean;
}

/** The service is checkpointed and its container has ended. */
export interface Captured extends Running {
  /** The warm service's responses to the gate's requests; undefined if it was checkpointed before it could respond. */
  readonly answers: readonly HttpAnswer[] | undefined;
  readonly taken: TakenCheckpoint;
}

/** The checkpoint is one layer on the service's image: it becomes `vN-checkpoint`. */
export interface Assembled extends Captured {
  /** The files as the engine wrote them. */
  readonly checkpointFolder: string;
  /** The files as they are in the layer. */
  readonly publishedFolder: string;
  readonly memory: RewrittenCheckpoint;
  readonly checkpointImage: string;
  readonly files: readonly CheckpointFile[];
  readonly capturedPaths: readonly string[];
  readonly removedPaths: readonly string[];
  /** Deleted files that the service had open or mapped. */
  readonly deletedPaths: readonly string[];
  readonly rawBytes: number;
  /** The layer as a tar archive, the source for stores other than the image. */
  readonly layerArchive: string;
  readonly host: CaptureHost;
}

/** Properties of the capture host that the checkpoint depends on. */
export interface CaptureHost {
  readonly cpuFlags: readonly string[];
  /** What the restore asks of a node, words of `contract/kernel-needs.ts`. */
  readonly needs: readonly string[];
  readonly kernel: string;
  readonly machine: string;
}

/** What a search for secrets looked for, and what of it is allowed and there. */
export type SearchedSecrets = Pick<NonNullable<ReleaseRecord['secrets']>, 'sought' | 'waived'>;

/** No secret was found in the checkpoint, except for allowed ones. */
export interface Searched extends Assembled {
  readonly secrets: SearchedSecrets;
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

/** The pushed artefact was restored at least twice at the same time and started cold, and the copies behaved. */
export interface Proven extends Pushed {
  readonly restoreMs: readonly number[];
  /** From container start to the first answer of the cold start. */
  readonly coldMs: number;
  /** What the clone probe compared; undefined if it was disabled or no agent could report the generators. */
  readonly clones: Clones | undefined;
}

/** A copy in a store, and how long a restore from it took, without the unpacking. */
export interface ProvenStore {
  readonly description: StoredCheckpoint;
  /** How long it took to check and unpack it. */
  readonly unpackMs: number;
  readonly restoreMs: number;
}

/** The run has a release number, the stored checkpoints under it are complete, and one copy was restored from each. */
export interface Stored extends Proven {
  readonly number: number;
  /** What the stores have. @default - there is no store but the image */
  readonly packed?: PackedCheckpoint;
  readonly stores: readonly ProvenStore[];
}

/** The release's tags point to the verified digests. */
export interface Published extends Stored {
  /** The name of the release. */
  readonly release: string;
}
