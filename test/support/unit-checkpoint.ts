import { create, toBinary } from '@bufbuild/protobuf';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CoreSchema,
  FileSchema,
  MmSchema,
  PagemapEntrySchema,
  VmaSchema,
} from '../../stage/engines/criu/images/criu_pb';
import type { Mm, PagemapEntry, Vma } from '../../stage/engines/criu/images/criu_pb';
import { renderImage } from '../../stage/engines/criu/images/image-file';
import { ImageFolder } from '../../stage/engines/criu/images/image-folder';

export const PAGE = 4096;
export const PID = 301;
const PROGRAM = 7;

/** What an area of a made-up process is; the first page is 16, so that nothing begins at 0. */
export interface AreaSpec {
  readonly pages: number;
  readonly flags?: number;
  readonly prot?: number;
  readonly status?: number;
  readonly madv?: bigint;
  /** The bytes of each dumped page, by its number in the area. */
  readonly content: ReadonlyMap<number, Buffer>;
  /** Numbers of pages in the area behind a guard. */
  readonly guards?: readonly number[];
}

export const ANONYMOUS = { flags: 0x22, status: 513 };
export const PRIVATE_FILE = { flags: 2, status: 65 };

const address = (page: number) => BigInt(page) * BigInt(PAGE);

/** A page that holds this byte alone. */
export function page(byte: number): Buffer {
  return Buffer.alloc(PAGE, byte);
}

/** Writes the images of a process with these areas one after the other, a page apart, as CRIU does. */
export function writeCheckpoint(folder: string, areas: readonly AreaSpec[], pid = PID, pages = 1): void {
  mkdirSync(folder, { recursive: true });
  const images = new ImageFolder(folder);
  const [vmas, guards]: [Vma[], Vma[]] = [[], []];
  const entries: PagemapEntry[] = [];
  const bytes: Buffer[] = [];
  let first = 16;
  for (const { content, guards: behind = [], madv, pages: count, prot = 3, ...kind } of areas) {
    const common = { pgoff: 0n, shmid: 0n, fd: -1n, prot, ...ANONYMOUS, ...kind };
    const file = common.status === PRIVATE_FILE.status ? { shmid: BigInt(PROGRAM), pgoff: address(5) } : {};
    const advice = madv === undefined ? {} : { madv };
    vmas.push(create(VmaSchema, { ...common, ...file, ...advice, start: address(first), end: address(first + count) }));
    for (const at of behind) {
      const [start, end] = [address(first + at), address(first + at + 1)];
      guards.push(create(VmaSchema, { ...common, start, end, status: 1 << 16 }));
    }
    for (const [at, content_] of [...content].sort(([a], [b]) => a - b)) {
      const vaddr = address(first + at);
      const last = entries.at(-1);
      if (last !== undefined && last.vaddr + address(last.compatNrPages) === vaddr) {
        last.compatNrPages++;
        last.nrPages++;
      } else entries.push(create(PagemapEntrySchema, { vaddr, compatNrPages: 1, flags: 4, nrPages: 1n }));
      bytes.push(content_);
    }
    first += count + 1;
  }
  images.writeMm(pid, mmOf([...vmas, ...guards]));
  images.writePagemap(pid, { pages, entries });
  writeFileSync(images.pagesFile(pages), Buffer.concat(bytes));
  const reg = { id: PROGRAM, flags: 0, pos: 0n, fown: new Uint8Array([8, 0]), name: '/jdk/bin/java', mntId: 40 };
  images.writeFiles([create(FileSchema, { type: 1, id: PROGRAM, reg })]);
  // Version 2, in its own field of the one message.
  writeFileSync(join(folder, 'inventory.img'), renderImage(INVENTORY, [new Uint8Array([8, 2])]));
}

export const INVENTORY = { magic: 0x58313116, common: false };

/** Adds a thread with a registration of restartable sequences of this size. */
export function writeCore(folder: string, rseqAbiSize: number): void {
  const core = create(CoreSchema, { mtype: 1, threadCore: { rseqEntry: { rseqAbiSize } } });
  writeFileSync(join(folder, `core-${PID}.img`), renderImage(CORE, [toBinary(CoreSchema, core)]));
}

const CORE = { magic: 0x55053847, common: true };

function mmOf(vmas: Vma[]): Mm {
  const numbers = { mmStartCode: 1n, mmEndCode: 2n, mmStartData: 3n, mmEndData: 4n, mmStartStack: 5n, mmStartBrk: 6n };
  const others = { mmBrk: 7n, mmArgStart: 8n, mmArgEnd: 9n, mmEnvStart: 10n, mmEnvEnd: 11n, exeFileId: PROGRAM };
  return create(MmSchema, { ...numbers, ...others, mmSavedAuxv: [1n, 2n], vmas, dumpable: 1, thpDisabled: false });
}

/** What a restored process finds at each page: the bytes, `file N` of another mapped file, or `no access`. */
export type Memory = ReadonlyMap<number, string>;

/** Restores a checkpoint as CRIU and the kernel do: areas first, then the pages in the order of their file. */
export function memoryOf(folder: string, pid = PID): Memory {
  const images = new ImageFolder(folder);
  const memory = new Map<number, string>();
  const names = new Map(images.readFiles().map(({ id, reg }) => [BigInt(id), reg?.name ?? '']));
  const real = (area: Vma) => (area.status & (1 << 16)) === 0;
  const { vmas } = images.readMm(pid);
  for (const area of [...vmas.filter(real), ...vmas.filter((area) => !real(area))]) {
    const name = names.get(area.shmid) ?? '';
    const mapped = name.endsWith('/memory.img') ? readFileSync(join(folder, 'memory.img')) : undefined;
    for (
      let number = Number(area.start / BigInt(PAGE)), at = Number(area.pgoff);
      address(number) < area.end;
      number++
    ) {
      const isFile = (area.status & (1 << 6)) !== 0;
      const found = mapped === undefined ? `file ${at}` : mapped.subarray(at, at + PAGE).toString('hex');
      const shown = isFile ? found : page(0).toString('hex');
      memory.set(number, !real(area) || area.prot === 0 ? 'no access' : shown);
      at += PAGE;
    }
  }
  const { entries, pages } = images.readPagemap(pid);
  const bytes = readFileSync(images.pagesFile(pages));
  let at = 0;
  for (const { nrPages, vaddr } of entries) {
    for (let index = 0; index < Number(nrPages); index++, at += PAGE) {
      memory.set(Number(vaddr / BigInt(PAGE)) + index, bytes.subarray(at, at + PAGE).toString('hex'));
    }
  }
  if (at !== bytes.length) throw new Error('the pages file does not end with the last run');
  return memory;
}
