import { closeSync, openSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHECKPOINT_FOLDER, MEMORY_FILE } from '../../../../contract';
import { DumpedPages, PAGE, pageOf } from '../rewrite/dumped-pages';
import type { Mm, Vma } from './criu_pb';
import type { ImageFolder } from './image-folder';
import { memoryNames } from './memory-names';
import { unreadable } from './image-file';
import type { CheckpointMemory, MemoryStretch, ProcessMemory } from '../../checkpoint-memory';

/** The largest read, in bytes. */
const BATCH = 1 << 20;

/** Pages with neighbouring addresses that lie in one file, too. Numbers count pages. */
interface Part {
  readonly first: number;
  readonly end: number;
  readonly file: string;
  readonly at: number;
}

/** Returns the memory of a checkpoint as its processes have it after a restore, whichever file a page is in. */
export function readMemory(images: ImageFolder): CheckpointMemory {
  const processes = images.processes().map((pid) => readProcess(images, pid));
  const files = new Set([MEMORY_FILE, ...processes.map(({ pagesFile }) => basename(pagesFile))]);
  return { files: [...files], processes };
}

function readProcess(images: ImageFolder, pid: number): ProcessMemory & { readonly pagesFile: string } {
  const pagemap = images.readPagemap(pid);
  const mm = images.readMm(pid);
  const pagesFile = images.pagesFile(pagemap.pages);
  const dumped = new DumpedPages(pagemap, pagesFile);
  dumped.close();
  const copied = dumped.runs.map(({ at, count, first }) => ({ first, end: first + count, file: pagesFile, at }));
  const parts = [...copied, ...behind(mappedParts(images, mm), copied)].sort((a, b) => a.first - b.first);
  const nameOf = memoryNames(mm, images.readFiles());
  return { pid, pagesFile, stretches: stretchesOf(parts, nameOf) };
}

function mappedParts(images: ImageFolder, mm: Mm): Part[] {
  const file = images.readFiles().find(({ reg }) => reg?.name === `${CHECKPOINT_FOLDER}/${MEMORY_FILE}`);
  if (file === undefined) return [];
  return mm.vmas.filter(({ shmid }) => shmid === BigInt(file.id)).map((area) => mappedPart(area, images.folder));
}

function mappedPart({ end, pgoff, start }: Vma, folder: string): Part {
  return { first: pageOf(start), end: pageOf(end), file: join(folder, MEMORY_FILE), at: pageOf(pgoff) };
}

/** Returns what is seen of mapped pages: CRIU lays the copied ones over them. Both are in the order of addresses. */
function behind(mapped: readonly Part[], copied: readonly Part[]): Part[] {
  const seen: Part[] = [];
  let next = 0;
  for (const part of mapped) {
    let { first } = part;
    const add = (end: number) => {
      if (end > first) seen.push({ ...part, first, end, at: part.at + first - part.first });
    };
    for (let over = copied[next]; over !== undefined && over.first < part.end; over = copied[++next]) {
      add(over.first);
      first = Math.max(first, over.end);
      // It may reach into the next part, too.
      if (over.end > part.end) break;
    }
    add(part.end);
  }
  return seen;
}

function stretchesOf(parts: readonly Part[], nameOf: (address: number) => string): MemoryStretch[] {
  const groups: [Part, ...Part[]][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (last?.at(-1)?.end === part.first) last.push(part);
    else groups.push([part]);
  }
  return groups.map((group) => ({
    bytes: () => read(group),
    nameAt: (offset) => nameOf(group[0].first * PAGE + offset),
  }));
}

/** Yields the bytes of neighbouring pages; a piece is valid until the next one. */
function* read(parts: readonly Part[]): Generator<Uint8Array> {
  for (const part of parts) {
    const descriptor = openSync(part.file, 'r');
    try {
      yield* readPart(part, descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

function* readPart({ at, end, file, first }: Part, descriptor: number): Generator<Uint8Array> {
  const size = (end - first) * PAGE;
  const buffer = Buffer.allocUnsafe(Math.min(BATCH, size));
  for (let done = 0; done < size;) {
    const length = readSync(descriptor, buffer, 0, Math.min(BATCH, size - done), at * PAGE + done);
    if (length === 0) throw unreadable(file, `it ends at ${at * PAGE + done}, within the memory of a process`);
    yield buffer.subarray(0, length);
    done += length;
  }
}
