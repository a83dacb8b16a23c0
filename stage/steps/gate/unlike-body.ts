import { firstDifference } from './json-difference';
import { parseJson } from './json';
import { around, startOf } from '../../../kit/report/shown';
import type { UnlikeAnswer } from './unlike-answer';

const AROUND = 40;
const VALUE_SHOWN = 120;
const STATUS_ALONE = 'let the request `compare: status`';

/** Compares two bodies: JSON by its fields, in any order and without the ignored ones, other text as it is. */
export function unlikeBody(captured: string, restored: string, ignored: readonly string[]): UnlikeAnswer | undefined {
  const documents = [captured, restored].map(parseJson);
  if (documents.includes(undefined)) return captured === restored ? undefined : unlikeText(captured, restored);
  const found = firstDifference(documents[0], documents[1], new Set(ignored));
  if (found === undefined) return undefined;
  return {
    at: found.path === '' ? 'the body' : `field \`${found.path}\``,
    captured: value(found.captured),
    restored: value(found.restored),
    remedy:
      found.name === undefined
        ? `if the body differs each time, ${STATUS_ALONE}`
        : `if it differs each time, add ${found.name} to \`gate.ignore\`, or ${STATUS_ALONE}`,
  };
}

function unlikeText(captured: string, restored: string): UnlikeAnswer {
  const index = commonStart(captured, restored);
  const before = captured.slice(0, index).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return {
    at: `${place}, byte ${Buffer.byteLength(captured.slice(0, index))} of the body`,
    captured: around(captured, index, AROUND),
    restored: around(restored, index, AROUND),
    remedy: `if the body differs each time, ${STATUS_ALONE}`,
  };
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  for (let index = 0; index < most; index += 1) if (one[index] !== other[index]) return index;
  return most;
}

function value(given: unknown): string {
  return given === undefined ? 'nothing' : startOf(JSON.stringify(given), VALUE_SHOWN);
}
