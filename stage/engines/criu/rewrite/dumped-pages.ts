import { closeSync, openSync, readSync } from 'node:fs';
import type { PagemapEntry } from '../images/criu_pb';
import type { Pagemap } from '../images/image-folder';
import { unreadable } from '../images/image-file';

export const PAGE = 4096;
const WORD = 8;
/** Pages that are read at once. */
const BATCH = 1024;

/** Bits of `PagemapEntry.flags` (CRIU's pagemap.h). */
const PARENT = 1 << 0;
const PRESENT = 1 << 2;

/** Pages with neighbouring addresses. All numbers count pages. */
export interface Run {
  readonly first: number;
  readonly count: number;
  /** Where its bytes begin in the file. */
  readonly at: number;
  readonly flags: number;
}

/** The number of the page with an address. */
export function pageOf(address: bigint): number {
  return Number(address / BigInt(PAGE));
}

/** The pages of a process that were dumped, and their bytes. */
export class DumpedPages {
  public readonly runs: readonly Run[];
  private readonly descriptor: number;
  private readonly word = Buffer.alloc(WORD);

  public constructor(
    pagemap: Pagemap,
    private readonly file: string,
  ) {
    let at = 0;
    this.runs = pagemap.entries.map((entry) => {
      const run = runOf(entry, at, file);
      at += run.count;
      return run;
    });
    this.descriptor = openSync(file, 'r');
  }

  public close(): void {
    closeSync(this.descriptor);
  }

  public get count(): number {
    return this.runs.reduce((sum, { count }) => sum + count, 0);
  }

  /** Calls back with each page of a run in turn; the bytes are valid during the call. */
  public each(run: Run, from: number, end: number, visit: (page: number, bytes: Buffer) => void): void {
    const buffer = Buffer.allocUnsafe(Math.min(BATCH, end - from) * PAGE);
    for (let page = from; page < end; page += BATCH) {
      const bytes = buffer.subarray(0, Math.min(BATCH, end - page) * PAGE);
      this.read(bytes, (run.at + page - run.first) * PAGE);
      for (let offset = 0; offset < bytes.length; offset += PAGE) {
        visit(page + offset / PAGE, bytes.subarray(offset, offset + PAGE));
      }
    }
  }

  /** The word at an address; nothing where no page was dumped. */
  public wordAt(address: bigint): bigint | undefined {
    const page = pageOf(address);
    const run = this.find(page);
    if (run === undefined || address % BigInt(WORD) !== 0n) return undefined;
    this.read(this.word, (run.at + page - run.first) * PAGE + Number(address % BigInt(PAGE)));
    return this.word.readBigUInt64LE();
  }

  private find(page: number): Run | undefined {
    let [low, high] = [0, this.runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const run = this.runs[middle];
      if (run !== undefined && run.first + run.count <= page) low = middle + 1;
      else high = middle;
    }
    const run = this.runs[low];
    return run !== undefined && run.first <= page ? run : undefined;
  }

  private read(bytes: Buffer, position: number): void {
    const length = readSync(this.descriptor, bytes, 0, bytes.length, position);
    if (length < bytes.length) throw unreadable(this.file, `it ends at ${position + length}, within a page`);
  }
}

function runOf({ compatNrPages, flags, inParent, nrPages, vaddr }: PagemapEntry, at: number, file: string): Run {
  // Before CRIU 3 there were no flags: every run was present or the parent's.
  const bits = flags === 0 ? (inParent ? PARENT : PRESENT) : flags;
  if ((bits & PARENT) !== 0 || (bits & PRESENT) === 0) {
    throw unreadable(file, 'pages of it lie in another checkpoint');
  }
  return { first: pageOf(vaddr), count: nrPages === 0n ? compatNrPages : Number(nrPages), at, flags: bits };
}
