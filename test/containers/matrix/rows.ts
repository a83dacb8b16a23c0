import type { Fault, Seen } from './fault';

/** What one fault showed. */
export interface Row {
  readonly id: string;
  readonly outcome: string;
  readonly ms: number;
  /** What differs from what was expected. */
  readonly wrong?: string;
}

export interface Summary {
  readonly total: number;
  readonly passed: number;
  readonly faults: readonly Row[];
}

export function rowOf({ id }: Fault, { ms, outcome, wrong }: Seen): Row {
  return { id, outcome, ms: Math.round(ms), ...(wrong === undefined ? {} : { wrong }) };
}

export function summaryOf(faults: readonly Row[]): Summary {
  return { total: faults.length, passed: faults.filter(({ wrong }) => wrong === undefined).length, faults };
}

/** A line for people, and below it what is wrong. */
export function lineOf({ id, ms, outcome, wrong }: Row): string {
  const line = `${wrong === undefined ? '✔' : '✘'} ${id.padEnd(32)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${outcome}`;
  return wrong === undefined ? line : `${line}\n    ${wrong.replaceAll('\n', '\n    ')}`;
}
