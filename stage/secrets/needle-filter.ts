import { Buffer } from 'node:buffer';

/** Bytes to look for. */
export interface Needle {
  readonly bytes: Buffer;
}

/** Two words are looked up for each four bytes, so a needle has at least this many for both to lie in it. */
const WORD = 4;
const PAIR = WORD + 1;
/** 512 kB: it stays in the cache of a core. */
const SLOT_BITS = 19;
const SHIFT = 32 - SLOT_BITS;
/** What follows the beginning of a token, also as Base64. */
const TOKEN_BYTES = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_');
/** Knuth's multiplicative hash. */
const MULTIPLIER = 0x9e3779b1 | 0;

/** A needle that has this word at an offset. */
interface Place<T> {
  readonly needle: T;
  readonly offset: number;
}

/**
 * Finds many needles in one pass. Of every needle two words of four bytes are known that begin at neighbouring bytes: one
 * of them begins at an even place, wherever the needle is. So each even place is looked up in a table of what these words
 * hash to, and only what is there is compared.
 */
export class NeedleFilter<T extends Needle> {
  private readonly slots = new Uint8Array(1 << SLOT_BITS);
  private readonly places = new Map<number, Place<T>[]>();

  public constructor(needles: readonly T[]) {
    for (const needle of needles) {
      for (const [word, offset] of wordsOf(needle.bytes)) this.add(word, { needle, offset });
    }
  }

  /**
   * Calls back with each needle of which a word lies in a range of the bytes, once. The bytes begin at a multiple of four of
   * their buffer, and so do range and its end; a word must follow it. Bytes around the range are read where a needle
   * reaches there.
   */
  public find(bytes: Buffer, from: number, end: number, found: (needle: T, at: number) => void): void {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / WORD);
    const { slots } = this;
    let low = words[from / WORD] ?? 0;
    for (let index = from / WORD, last = end / WORD; index < last; index++) {
      const high = words[index + 1] ?? 0;
      const middle = (low >>> 16) | (high << 16);
      if (slots[Math.imul(low, MULTIPLIER) >>> SHIFT] !== 0) this.compare(bytes, low, index * WORD, found);
      if (slots[Math.imul(middle, MULTIPLIER) >>> SHIFT] !== 0) {
        this.compare(bytes, middle, index * WORD + WORD / 2, found);
      }
      low = high;
    }
  }

  private add(word: number, place: Place<T>): void {
    this.slots[Math.imul(word, MULTIPLIER) >>> SHIFT] = 1;
    const places = this.places.get(word);
    if (places === undefined) this.places.set(word, [place]);
    else places.push(place);
  }

  private compare(bytes: Buffer, word: number, at: number, found: (needle: T, at: number) => void): void {
    for (const { needle, offset } of this.places.get(word) ?? []) {
      const start = at - offset;
      const end = start + needle.bytes.length;
      if (start < 0 || end > bytes.length) continue;
      if (needle.bytes.compare(bytes, start, end) === 0) found(needle, start);
    }
  }
}

/**
 * Returns two words at neighbouring offsets. One that a short needle does not fill is there with every byte that may be next
 * to the needle: anything before it, the rest of a token behind it.
 */
function* wordsOf(bytes: Buffer): Generator<[word: number, offset: number]> {
  if (bytes.length < WORD - 1) throw new RangeError('a needle has three bytes at least');
  if (bytes.length > WORD) {
    const offset = rarest(bytes);
    yield [bytes.readInt32LE(offset), offset];
    yield [bytes.readInt32LE(offset + 1), offset + 1];
  } else if (bytes.length === WORD) {
    yield [bytes.readInt32LE(0), 0];
    yield* followed(bytes.subarray(1), 1);
  } else {
    for (let before = 0; before < 256; before++) yield [Buffer.from([before, ...bytes]).readInt32LE(0), -1];
    yield* followed(bytes, 0);
  }
}

function* followed(bytes: Buffer, offset: number): Generator<[word: number, offset: number]> {
  for (const next of TOKEN_BYTES) yield [Buffer.from([...bytes, next]).readInt32LE(0), offset];
}

/** Where a needle has the two words that are least likely to be in other data: few zeros, small letters and repetitions. */
function rarest(bytes: Buffer): number {
  let [best, least] = [0, Infinity];
  for (let offset = 0; offset + PAIR <= bytes.length; offset++) {
    const window = [...bytes.subarray(offset, offset + PAIR)];
    const cost = 2 * (PAIR - new Set(window).size) + window.reduce((sum, byte) => sum + commonness(byte), 0);
    if (cost < least) [best, least] = [offset, cost];
  }
  return best;
}

function commonness(byte: number): number {
  if (byte === 0) return 3;
  const isLetter = byte >= 0x61 && byte <= 0x7a;
  return isLetter || byte === 0x2e || byte === 0x2f ? 2 : 1;
}
