import type { Kind } from '../../../scripts/corpus/kinds';
import type { Outcome } from './outcome';
import type { Root } from './run-kind';
import { differenceOf } from './outcome';

/** What one run of a kind showed. */
export interface Row {
  readonly kind: string;
  readonly root: Root;
  readonly expected: Kind['expected']['outcome'];
  /** What differs from what was expected. */
  readonly difference?: string;
  readonly message: string;
  readonly remedy: string;
  readonly seconds: number;
  /** How many times faster than a cold start, of one start each; after a release. */
  readonly ratioToCold?: number;
}

export interface Summary {
  readonly total: number;
  /** Released at the first try, and right. */
  readonly firstTry: number;
  /** Refused with the message and the remedy that are right. */
  readonly refused: number;
  readonly failed: number;
  readonly rows: readonly Row[];
}

export function rowOf({ name, expected }: Kind, root: Root, outcome: Outcome, seconds: number): Row {
  const difference = differenceOf(expected, outcome);
  return {
    kind: name,
    root,
    expected: expected.outcome,
    ...(difference === undefined ? {} : { difference }),
    message: outcome.message === '' ? outcome.wrong : outcome.message,
    remedy: outcome.remedy,
    seconds,
    ...(outcome.ratioToCold === undefined ? {} : { ratioToCold: outcome.ratioToCold }),
  };
}

/** Counts kinds, each of which may have several rows. */
export function summaryOf(rows: readonly Row[]): Summary {
  const names = [...new Set(rows.map(({ kind }) => kind))];
  const all = (outcome: Row['expected']) => (name: string) =>
    rows.every((row) => row.kind !== name || (row.expected === outcome && row.difference === undefined));
  const firstTry = names.filter(all('released')).length;
  const refused = names.filter(all('refused')).length;
  return { total: names.length, firstTry, refused, failed: names.length - firstTry - refused, rows };
}

/** The counts, for people. */
export function countsOf({ failed, firstTry, refused, total }: Summary): string {
  return `${total}, of which ${firstTry} released, ${refused} refused with a remedy, ${failed} open or not as expected`;
}

const WORDS = { released: 'released', refused: 'refused, with a remedy', fails: 'open' } as const;

/** A line for people. */
export function lineOf({ difference, expected, kind, ratioToCold, root, seconds }: Row): string {
  const name = root === 'readOnly' ? `${kind}, read-only root` : kind;
  const ratio = ratioToCold === undefined ? '' : `, ${ratioToCold.toFixed(1)} times faster`;
  const outcome = difference === undefined ? `${WORDS[expected]}${ratio}` : `DIFFERS: ${difference}`;
  return `${name.padEnd(40)} ${String(seconds).padStart(4)} s  ${outcome}`;
}
