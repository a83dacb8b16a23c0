import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER, MEMORY_FILE } from '../../../../contract';
import { PRIVATE_FOLDER } from '../../../../kit/private-files';
import type { RewriteOptions, RewrittenCheckpoint, WorkingSet } from '../../engine-driver';
import type { Mm } from '../images/criu_pb';
import { ImageFolder } from '../images/image-folder';
import type { Pagemap } from '../images/image-folder';
import { cutAreas } from './cut-areas';
import { DumpedPages, PAGE } from './dumped-pages';
import { RANDOM, withoutDroppable } from './judge-area';
import { kernelNeeds } from './kernel-needs';
import { addMemoryFile } from './memory-entry';
import { piecesOf } from './pieces';
import type { Piece } from './pieces';
import { readAheadOf } from './read-ahead';
import { sortPages } from './sort-pages';
import type { Stretch } from './sort-pages';
import { writeMemory, writePages } from './write-pages';

/**
 * Rewrites the images of a checkpoint into another folder; the first stays as it is. CRIU copies every page of
 * `pages-N.img` into new memory before the service runs. A private mapping of a file takes no copy: the kernel shows
 * the file's pages, shared by all copies on a node, and copies one when it is written.
 */
export function rewriteCheckpoint(source: string, target: string, options: RewriteOptions): RewrittenCheckpoint {
  const images = new ImageFolder(source);
  images.requireKnownVersion();
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, PRIVATE_FOLDER);
  const processes = images.processes().map((pid) => readProcess(images, pid));
  try {
    // CRIU takes equal areas of a parent and a child for one, so a second process could be given the first one's pages.
    const largest = Math.max(...processes.map(({ pages }) => pages.count));
    const mapped = options.memory === 'copied' ? undefined : processes.find(({ pages }) => pages.count === largest);
    const sizes = processes.map((each) =>
      rewriteProcess(images, new ImageFolder(target), each, each === mapped ? mappingOf(options) : undefined),
    );
    link(source, target);
    return {
      mappedBytes: total(sizes.map(({ mappedBytes }) => mappedBytes)),
      copiedBytes: total(sizes.map(({ copiedBytes }) => copiedBytes)),
      mappedProcess: mapped?.pid,
      readAhead: sizes.flatMap(({ readAhead }) => readAhead),
      kernelNeeds: kernelNeeds(
        processes.map(({ mm }) => mm),
        images.readCores(),
      ),
      deletedPaths: images.readDeletedPaths(),
    };
  } finally {
    for (const { pages } of processes) pages.close();
  }
}

interface DumpedProcess {
  readonly pid: number;
  readonly mm: Mm;
  readonly pagemap: Pagemap;
  readonly pages: DumpedPages;
}

function readProcess(images: ImageFolder, pid: number): DumpedProcess {
  const pagemap = images.readPagemap(pid);
  const mm = images.readMm(pid);
  return {
    pid,
    mm: { ...mm, vmas: mm.vmas.map(withoutDroppable) },
    pagemap,
    pages: new DumpedPages(pagemap, images.pagesFile(pagemap.pages)),
  };
}

type Rewritten = Pick<RewrittenCheckpoint, 'mappedBytes' | 'copiedBytes' | 'readAhead'>;

interface Mapping {
  readonly workingSet: WorkingSet;
  /** Bits of `Vma.madv`. */
  readonly advice: bigint;
}

/** Copies that show the working set read single pages of the memory file, and none around them. */
function mappingOf({ workingSet }: RewriteOptions): Mapping {
  const none = { written: new Set<number>(), read: new Set<number>() };
  return workingSet === undefined ? { workingSet: none, advice: RANDOM } : { workingSet, advice: 0n };
}

/** Without a mapping, the memory of the process is copied. */
function rewriteProcess(
  source: ImageFolder,
  target: ImageFolder,
  { mm, pagemap, pages, pid }: DumpedProcess,
  mapping: Mapping | undefined,
): Rewritten {
  const stretches = sortPages(mm.vmas, pages, mapping !== undefined);
  const pieces = piecesOf(stretches, mm.vmas.length);
  const mappedBytes = total(pieces.map(({ end, first }) => end - first)) * PAGE;
  const written = mapping?.workingSet.written ?? new Set();
  const file =
    pieces.length === 0
      ? 0
      : writeMapped(source, target, { pages, stretches, pieces, written, mappedBytes, program: mm.exeFileId });
  target.writeMm(pid, { ...mm, vmas: cutAreas(mm.vmas, pieces, { file, advice: mapping?.advice ?? 0n }) });
  const entries = writePages(target.pagesFile(pagemap.pages), pages, stretches, written);
  target.writePagemap(pid, { pages: pagemap.pages, entries });
  return {
    mappedBytes,
    copiedBytes: total(entries.map(({ compatNrPages }) => compatNrPages)) * PAGE,
    readAhead: mapping === undefined ? [] : readAheadOf(mapping.workingSet),
  };
}

interface Mapped {
  readonly pages: DumpedPages;
  readonly stretches: readonly Stretch[];
  readonly pieces: readonly Piece[];
  readonly written: ReadonlySet<number>;
  readonly mappedBytes: number;
  /** The number of the file that the process runs. */
  readonly program: number;
}

/** Returns the number that CRIU's images have for the memory file. */
function writeMapped(source: ImageFolder, target: ImageFolder, mapped: Mapped): number {
  writeMemory(join(target.folder, MEMORY_FILE), mapped);
  const { files, id } = addMemoryFile(
    source.readFiles(),
    mapped.program,
    `${CHECKPOINT_FOLDER}/${MEMORY_FILE}`,
    mapped.mappedBytes,
  );
  target.writeFiles(files);
  return id;
}

/** Files that did not change are the same files. */
function link(source: string, target: string): void {
  const written = new Set(readdirSync(target));
  for (const name of readdirSync(source)) {
    if (!written.has(name)) linkSync(join(source, name), join(target, name));
  }
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
