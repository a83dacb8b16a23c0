import type { ProcessRunner } from '../kit/process';
import { MachineContainers } from './machine-containers';
import type { Host } from './host';

export type RuntimeProgram = 'docker' | 'podman';

/** A container runtime that answers. */
export interface MachineRuntime {
  readonly program: RuntimeProgram;
  /** Runs the program so that it reaches this container runtime, whatever the caller's environment says. */
  readonly runner: ProcessRunner;
  readonly version: string;
  /** Whether the container runtime is the one that eks-crac set up in its state folder. */
  readonly startedHere: boolean;
  /** The command that stops it. @default - the container runtime is the user's and is left alone */
  readonly stopCommand?: string;
}

export interface MachineRegistry {
  /** Host and port, as an image reference begins. */
  readonly host: string;
  /** Whether the registry is one that eks-crac started, in this run or an earlier one. */
  readonly startedHere: boolean;
  readonly stopCommand: string;
}

/** References of the images that a rehearsal builds upon; none of them can be pulled by accident. */
export interface MachineImages {
  readonly debian: string;
  readonly jdk: string;
  readonly build: string;
  readonly tools: string;
}

/** A machine on which a rehearsal can run. */
export interface Machine {
  readonly containerRuntime: MachineRuntime;
  readonly registry: MachineRegistry;
  readonly images: MachineImages;
  readonly stateDir: string;
}

export interface MachineOptions {
  /** Makes the changes that are needed without asking. */
  readonly yes: boolean;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** The command line that was given, without the program: what to repeat with `--yes`. */
  readonly command: readonly string[];
  /** @default - the machine and the environment of this process */
  readonly host?: Host;
  /** Ends whatever is under way. @default - nothing ends it early */
  readonly signal?: AbortSignal | undefined;
}

/** The client of a machine's container runtime. */
export function containersOf({ program, runner }: MachineRuntime, signal?: AbortSignal): MachineContainers {
  return new MachineContainers(program, runner, signal);
}
