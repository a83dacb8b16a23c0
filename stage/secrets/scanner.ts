import { Buffer } from 'node:buffer';
import { realAt, SECRET_SHAPES } from '../../contract';
import type { SecretShape } from '../../contract';
import { allEncodings, encodings, LONGEST_TEXT } from './encodings';
import type { EncodedText } from './encodings';
import type { Secret } from './known-secret';
import { NeedleFilter } from './needle-filter';
import type { Needle } from './needle-filter';

/** What of a value is looked for: more proves nothing. */
const LONGEST_NEEDLE = 512;
/** Bytes before a place that are still there when it is looked at. */
const BEHIND = 2 * LONGEST_NEEDLE;
const BATCH = 4 << 20;
/** A word behind the last byte. */
const PADDING = 8;

/** What was found: a value that is known, or a text of a well-known form, which is never shown. */
export type Sighting =
  | { readonly of: 'value'; readonly secret: Secret }
  | { readonly of: 'shape'; readonly shape: SecretShape; readonly text: string };

interface SecretNeedle extends Needle {
  readonly sightingAt: (bytes: Buffer, at: number) => Sighting | undefined;
}

/** Everything that is looked for. */
export class SecretSearch {
  private readonly filter: NeedleFilter<SecretNeedle>;

  public constructor(
    public readonly secrets: readonly Secret[],
    public readonly shapes: readonly SecretShape[] = SECRET_SHAPES,
  ) {
    this.filter = new NeedleFilter([...secrets.flatMap(valueNeedles), ...shapes.flatMap(shapeNeedles)]);
  }

  /** Returns a scanner of bytes that follow each other. */
  public scanner(sighted: (sighting: Sighting, at: number) => void): Scanner {
    return new Scanner(this.filter, sighted);
  }
}

function valueNeedles(secret: Secret): SecretNeedle[] {
  const sighting: Sighting = { of: 'value', secret };
  return allEncodings(secret.value).map(({ bytes }) => ({
    bytes: bytes.subarray(0, LONGEST_NEEDLE),
    sightingAt: () => sighting,
  }));
}

function shapeNeedles(shape: SecretShape): SecretNeedle[] {
  return shape.literals.flatMap(encodings).map(({ bytes, textAt }) => ({ bytes, sightingAt: realOf(shape, textAt) }));
}

function realOf(shape: SecretShape, textAt: EncodedText['textAt']) {
  return (bytes: Buffer, at: number): Sighting | undefined => {
    const text = realAt(shape, textAt(bytes, at), 0);
    return text === undefined ? undefined : { of: 'shape', shape, text };
  };
}

/** Looks through bytes that come in pieces, in bounded memory. */
export class Scanner {
  private readonly held = Buffer.allocUnsafeSlow(BEHIND + BATCH + LONGEST_TEXT + PADDING);
  private filled = 0;
  private next = 0;
  private dropped = 0;

  public constructor(
    private readonly filter: NeedleFilter<SecretNeedle>,
    /** Told where it begins, too, counted from the first of these bytes. */
    private readonly sighted: (sighting: Sighting, at: number) => void,
  ) {}

  /** Takes the bytes behind those before. */
  public push(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length;) {
      const room = this.held.length - PADDING - this.filled;
      const piece = bytes.subarray(taken, taken + room);
      this.held.set(piece, this.filled);
      this.filled += piece.length;
      taken += piece.length;
      if (this.filled === this.held.length - PADDING) this.scan(this.filled - LONGEST_TEXT);
    }
  }

  /** Ends these bytes; the next ones follow nothing. */
  public end(): void {
    this.held.fill(0, this.filled, this.filled + PADDING);
    this.scan(this.filled);
    this.filled = 0;
    this.next = 0;
    this.dropped = 0;
  }

  private scan(until: number): void {
    const end = Math.ceil(until / 4) * 4;
    const there = this.held.subarray(0, this.filled);
    this.filter.find(this.held, this.next, end, ({ bytes, sightingAt }, at) => {
      const sighting = at + bytes.length > this.filled ? undefined : sightingAt(there, at);
      if (sighting !== undefined) this.sighted(sighting, this.dropped + at);
    });
    const from = Math.max(0, end - BEHIND);
    this.held.copyWithin(0, from, this.filled);
    this.filled = Math.max(0, this.filled - from);
    this.next = end - from;
    this.dropped += from;
  }
}
