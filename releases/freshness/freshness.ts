import type { ReleaseRecord } from '../../contract';

/** What a release can be too old in. */
export const STALE_REASONS = ['base-image', 'java', 'machine-image', 'age'] as const;

/** Something that has changed since a release was captured. */
export interface Stale {
  readonly reason: (typeof STALE_REASONS)[number];
  readonly text: string;
  /** What makes a release that has the change: another capture of the same source, or somebody who changes the source. */
  readonly remedy: 'capture' | 'source';
}

/** An image that a release begins with, as it is now and as it was. */
export interface BaseNow {
  readonly image: string;
  /** Whether the source names it by its digest, so that another capture takes the same one. */
  readonly pinned: boolean;
  /** Whether the release begins with the layers that it has now. */
  readonly isBelow: boolean;
  /** @default - it does not say */
  readonly java?: string;
}

/** What there is now. What is left out is not known, and `unknown` says why. */
export interface Present {
  readonly at: Date;
  readonly base?: BaseNow;
  readonly machineImage?: string;
  readonly unknown: readonly string[];
}

/** A comparison of a release with what there is now. */
export interface Freshness {
  readonly release: string;
  readonly ageDays: number;
  readonly stale: readonly Stale[];
  /** What could not be compared. */
  readonly unknown: readonly string[];
}

const DAY_MS = 86_400_000;
/** Of the greatest age: the rest is for captures that fail, and for whoever is told. */
const CAPTURED_AT = 0.75;

/** Compares a release with what there is now. It knows what it is given alone. */
export function freshnessOf(record: ReleaseRecord, present: Present, maxAgeDays: number): Freshness {
  const ageDays = (present.at.getTime() - Date.parse(record.createdAt)) / DAY_MS;
  return {
    release: record.release,
    ageDays: Math.round(ageDays * 10) / 10,
    stale: [
      ...staleBase(present),
      ...staleJava(record, present),
      ...staleMachine(record, present),
      ...staleAge(ageDays, maxAgeDays),
    ],
    unknown: present.unknown,
  };
}

/** Whether another capture of the same source helps. */
export function needsCapture({ stale }: Freshness): boolean {
  return stale.some(({ remedy }) => remedy === 'capture');
}

function staleBase({ base }: Present): Stale[] {
  if (base === undefined || base.isBelow) return [];
  return [{ reason: 'base-image', text: `${base.image} has other layers now`, remedy: remedyOf(base) }];
}

function staleJava({ provenance }: ReleaseRecord, { base }: Present): Stale[] {
  const was = provenance?.java;
  if (base?.java === undefined || was === undefined || base.java === was) return [];
  return [{ reason: 'java', text: `${base.image} has Java ${base.java}, the release ${was}`, remedy: remedyOf(base) }];
}

function remedyOf({ pinned }: BaseNow): Stale['remedy'] {
  return pinned ? 'source' : 'capture';
}

function staleMachine({ provenance }: ReleaseRecord, { machineImage }: Present): Stale[] {
  const was = provenance?.machineImage;
  if (machineImage === undefined || was === undefined || machineImage === was) return [];
  const text = `capture hosts have the machine image ${machineImage}, the release was captured on ${was}`;
  return [{ reason: 'machine-image', text, remedy: 'capture' }];
}

function staleAge(ageDays: number, maxAgeDays: number): Stale[] {
  const from = maxAgeDays * CAPTURED_AT;
  if (ageDays < from) return [];
  const text = `it is ${Math.floor(ageDays)} days old, and captured anew from ${from} days on, so that none gets older than ${maxAgeDays}`;
  return [{ reason: 'age', text, remedy: 'capture' }];
}
