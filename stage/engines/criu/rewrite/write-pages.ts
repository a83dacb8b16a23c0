import { create } from '@bufbuild/protobuf';
import { closeSync, openSync, writeSync } from 'node:fs';
import { PRIVATE_FILE } from '../../../../kit/private-files';
import { PagemapEntrySchema } from '../images/criu_pb';
import type { PagemapEntry } from '../images/criu_pb';
import { PAGE } from './dumped-pages';
import type { DumpedPages } from './dumped-pages';
import type { Piece } from './pieces';
import { PLACE } from './sort-pages';
import type { Stretch } from './sort-pages';

const ZEROS = Buffer.alloc(PAGE);
/** The largest write, in bytes. */
const BATCH = 4 << 20;

/** Writes the pages that are copied, among them the working set; returns their runs. */
export function writePages(
  file: string,
  pages: DumpedPages,
  stretches: readonly Stretch[],
  written: ReadonlySet<number>,
): PagemapEntry[] {
  const entries: PagemapEntry[] = [];
  writeFile(file, (out) => {
    for (const { end, first, places, run } of stretches) {
      const isCopied = (page: number) => {
        const place = places[page - first];
        return place === PLACE.copied || (place === PLACE.mapped && written.has(page));
      };
      for (const [from, until] of rangesOf(first, end, isCopied)) {
        pages.each(run, from, until, (_, bytes) => out.add(bytes));
        addRun(entries, from, until - from, run.flags);
      }
    }
  });
  return entries;
}

/** What the memory file is written from. */
export interface MemorySource {
  readonly pages: DumpedPages;
  readonly stretches: readonly Stretch[];
  readonly pieces: readonly Piece[];
  /** Pages that are copied as well as mapped. */
  readonly written: ReadonlySet<number>;
}

/**
 * Writes the pieces one after the other. What was not dumped of them is zeros, and so is what is copied over them: no
 * process finds that in the file.
 */
export function writeMemory(file: string, source: MemorySource): void {
  writeFile(file, (out) => {
    let index = 0;
    for (const piece of source.pieces) {
      let at = piece.first;
      for (let stretch = source.stretches[index]; stretch !== undefined; stretch = source.stretches[++index]) {
        at = writeShared(out, source, stretch, piece, at);
        // The same stretch may go on behind this piece.
        if (stretch.end > piece.end) break;
      }
      out.zeros(piece.end - at);
    }
  });
}

/** Writes the pages of a stretch that belong to a piece, of which all before `at` is written; returns how far it is. */
function writeShared(
  out: PageWriter,
  { pages, written }: MemorySource,
  stretch: Stretch,
  piece: Piece,
  at: number,
): number {
  const [from, until] = [Math.max(stretch.first, piece.first), Math.min(stretch.end, piece.end)];
  if (from >= until) return at;
  out.zeros(from - at);
  pages.each(stretch.run, from, until, (page, bytes) => {
    if (written.has(page)) out.zeros(1);
    else out.add(bytes);
  });
  return until;
}

function writeFile(file: string, write: (out: PageWriter) => void): void {
  const out = new PageWriter(file);
  try {
    write(out);
    out.flush();
  } finally {
    out.close();
  }
}

function* rangesOf(first: number, end: number, test: (page: number) => boolean): Generator<[number, number]> {
  let from: number | undefined;
  for (let page = first; page < end; page++) {
    if (test(page)) from ??= page;
    else if (from !== undefined) {
      yield [from, page];
      from = undefined;
    }
  }
  if (from !== undefined) yield [from, end];
}

/** Adds to the last run where the pages follow it. */
function addRun(entries: PagemapEntry[], first: number, count: number, flags: number): void {
  const [vaddr, last] = [BigInt(first) * BigInt(PAGE), entries.at(-1)];
  if (last?.flags === flags && last.vaddr + last.nrPages * BigInt(PAGE) === vaddr) {
    last.compatNrPages += count;
    last.nrPages += BigInt(count);
  } else {
    entries.push(create(PagemapEntrySchema, { vaddr, compatNrPages: count, flags, nrPages: BigInt(count) }));
  }
}

/** Collects pages to long writes. */
class PageWriter {
  private readonly descriptor: number;
  private readonly buffer = Buffer.allocUnsafe(BATCH);
  private filled = 0;

  public constructor(file: string) {
    this.descriptor = openSync(file, 'w', PRIVATE_FILE.mode);
  }

  public add(bytes: Buffer): void {
    bytes.copy(this.buffer, this.filled);
    this.filled += bytes.length;
    if (this.filled === BATCH) this.flush();
  }

  public zeros(count: number): void {
    for (let index = 0; index < count; index++) this.add(ZEROS);
  }

  public close(): void {
    closeSync(this.descriptor);
  }

  public flush(): void {
    for (let written = 0; written < this.filled;) {
      written += writeSync(this.descriptor, this.buffer, written, this.filled - written);
    }
    this.filled = 0;
  }
}
