import type { FailureCode } from '../../../contract';
import type { World } from './world';

/** Where a fault strikes. */
export const GROUPS = {
  files: 'Files of the checkpoint',
  images: 'The image',
  privileges: 'Privileges of the pod',
  node: 'The node',
  store: 'Stores',
  restore: 'The restore',
  stage: 'The stage',
  registry: 'The registry',
  record: 'Releases and their records',
} as const;

export type Group = keyof typeof GROUPS;

/** How a fault ends well. */
export type Expected =
  /** The service answers, restored, within the deadline of a restore. */
  | { readonly outcome: 'restored' }
  /** The service answers after a cold start; one of these reasons is in the line of `start`. */
  | { readonly outcome: 'cold'; readonly reasons: readonly string[] }
  /** The container ends with this status, in time; the next one answers. */
  | { readonly outcome: 'ended'; readonly status: number }
  /** The run fails with this code; nothing is published and nothing is left. */
  | { readonly outcome: 'fails'; readonly code: FailureCode; readonly cause: RegExp }
  /** The run is gone; nothing is published, and the next run removes what it left and releases. */
  | { readonly outcome: 'cleaned up' }
  /** The run releases, and everything of the release is there. */
  | { readonly outcome: 'released' };

/** What came out. */
export interface Seen {
  /** In the words of `wordsOf`. */
  readonly outcome: string;
  /** Until the service answered, or the run had ended. */
  readonly ms: number;
  /** What must not be; undefined when the fault ended well. */
  readonly wrong: string | undefined;
}

/** One injected fault, and what must come out. */
export interface Fault {
  readonly id: string;
  readonly group: Group;
  /** What is injected, in words for the page. */
  readonly injects: string;
  readonly expected: Expected;
  readonly run: (world: World) => Promise<Seen>;
}

/** The outcome that was expected, as the page has it and a row when it came. */
export function wordsOf(expected: Expected): string {
  switch (expected.outcome) {
    case 'cold':
      return `cold: ${expected.reasons.join(' or ')}`;
    case 'ended':
      return `ended with status ${expected.status}`;
    case 'fails':
      return `fails: ${expected.code}`;
    case 'restored':
    case 'cleaned up':
    case 'released':
      return expected.outcome;
  }
}
