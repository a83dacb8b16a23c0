import fc from 'fast-check';
import type { ReleaseRecord } from '../../../../contract';
import { freshnessOf, needsCapture } from '../../../../releases/freshness/freshness';
import type { Present } from '../../../../releases/freshness/freshness';
import { digestOf, RECORD } from '../../../support/unit-release-record';

const MADE = Date.parse(RECORD.createdAt);
const DAY_MS = 86_400_000;
const JDK = 'eclipse-temurin:21';
const PROVENANCE: NonNullable<ReleaseRecord['provenance']> = {
  baseImages: [JDK],
  baseImage: JDK,
  java: '21.0.5',
  machineImage: 'ami-1',
  specDigest: digestOf('e'),
  stageVersion: '0.1.0',
};
const BASE = { image: JDK, pinned: false, isBelow: true, java: '21.0.5' };

function judged(change: Partial<Present> = {}, provenance: Partial<typeof PROVENANCE> = {}, days = 1) {
  const present = { at: new Date(MADE + days * DAY_MS), base: BASE, machineImage: 'ami-1', unknown: [], ...change };
  return freshnessOf({ ...RECORD, provenance: { ...PROVENANCE, ...provenance } }, present, 30);
}

describe('the freshness of a release', () => {
  test('is complete when nothing has changed', () => {
    expect(judged()).toEqual({ release: 'v7', ageDays: 1, stale: [], unknown: [] });
  });

  test.each([
    ['base-image', { base: { ...BASE, isBelow: false } }, `${JDK} has other layers now`],
    ['java', { base: { ...BASE, java: '21.0.6' } }, `${JDK} has Java 21.0.6, the release 21.0.5`],
    [
      'machine-image',
      { machineImage: 'ami-2' },
      'capture hosts have the machine image ami-2, the release was captured on ami-1',
    ],
  ])('ends by a change of the %s, and a capture helps', (reason, change, text) => {
    const freshness = judged(change);
    expect(freshness.stale).toEqual([{ reason, text, remedy: 'capture' }]);
    expect(needsCapture(freshness)).toBe(true);
  });

  test('needs a change of the source where that names the base image by its digest', () => {
    const freshness = judged({ base: { ...BASE, pinned: true, isBelow: false, java: '21.0.6' } });
    expect(freshness.stale.map(({ reason, remedy }) => [reason, remedy])).toEqual([
      ['base-image', 'source'],
      ['java', 'source'],
    ]);
    expect(needsCapture(freshness)).toBe(false);
  });

  test('ends at three quarters of the greatest age', () => {
    expect(judged({}, {}, 22.4).stale).toEqual([]);
    expect(judged({}, {}, 22.5).stale).toEqual([
      {
        reason: 'age',
        text: 'it is 22 days old, and captured anew from 22.5 days on, so that none gets older than 30',
        remedy: 'capture',
      },
    ]);
  });

  test('is not judged by what a record does not say, or nobody knows', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (java, machineImage) => {
        const { at } = { at: new Date(MADE) };
        const older = freshnessOf(RECORD, { at, base: { ...BASE, java }, machineImage, unknown: [] }, 30);
        expect(older.stale).toEqual([]);
        const unseen = freshnessOf({ ...RECORD, provenance: PROVENANCE }, { at, unknown: ['x'] }, 30);
        expect([unseen.stale, unseen.unknown]).toEqual([[], ['x']]);
      }),
      { numRuns: 50 },
    );
  });
});
