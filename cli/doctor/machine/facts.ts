import type { RuntimeProgram } from '../../../machine';

/** What a container runtime says of itself and of the machine that it runs on, which may be a virtual one. */
export interface RuntimeInfo {
  readonly operatingSystem: string;
  readonly kernel: string;
  readonly cgroups: string;
  /** Milliseconds since 1970. @default - it does not say */
  readonly time?: number;
}

export type RuntimeFacts =
  | { readonly kind: 'answers'; readonly program: RuntimeProgram; readonly version: string; readonly info: RuntimeInfo }
  /** None answers, why for each that was asked; eks-crac can set one up. */
  | { readonly kind: 'none'; readonly why: readonly string[] }
  | { readonly kind: 'unsuitable'; readonly text: string; readonly remedy: string };

/** All that is read of a machine. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  /** As Node names it: `x64`, `arm64`. */
  readonly arch: string;
  readonly kernel: string;
  readonly stateDir: string;
  readonly freeBytes: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly runtime: RuntimeFacts;
  /** Returns the text of a file, undefined when there is none that can be read. */
  readonly read: (path: string) => string | undefined;
  /** Returns what a program prints, undefined when it is not there or fails. */
  readonly output: (argv: readonly string[]) => Promise<string | undefined>;
}
