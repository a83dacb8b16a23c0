import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRIVATE_FILE } from '../../../../kit/private-files';
import {
  CoreSchema,
  FileSchema,
  InventorySchema,
  MmSchema,
  PagemapEntrySchema,
  PagemapHeadSchema,
  RemapFilePathSchema,
} from './criu_pb';
import type { Core, File, Mm, PagemapEntry } from './criu_pb';
import { parseImage, renderImage, unreadable } from './image-file';
import type { ImageKind } from './image-file';

/** CRIU's CRTOOLS_IMAGES_V1_1, which every CRIU since 2.0 writes. */
const IMAGES_VERSION = 2;

const INVENTORY: ImageKind = { magic: 0x58313116, common: false };
const CORE: ImageKind = { magic: 0x55053847, common: true };
const FILES: ImageKind = { magic: 0x56303138, common: true };
const MM: ImageKind = { magic: 0x57492820, common: true };
const REMAP: ImageKind = { magic: 0x59133954, common: true };
const PAGEMAP: ImageKind = { magic: 0x56084025, common: true };

/** `RemapFilePath.remap_type` of a deleted file. */
const GHOST = 1;

/** The pages of a process: runs in the order of their bytes in `pages-N.img`. */
export interface Pagemap {
  /** The number of the file with the bytes. */
  readonly pages: number;
  readonly entries: readonly PagemapEntry[];
}

/** A folder with the images of a checkpoint. */
export class ImageFolder {
  public constructor(public readonly folder: string) {}

  /** Reads the version of the images, and rejects another one than is known. */
  public requireKnownVersion(): void {
    const [inventory] = this.messages('inventory.img', INVENTORY, InventorySchema);
    if (inventory?.imgVersion === IMAGES_VERSION) return;
    throw unreadable('inventory.img', `its version is ${String(inventory?.imgVersion)} instead of ${IMAGES_VERSION}`);
  }

  /** The numbers of the processes. */
  public processes(): number[] {
    const numbers = readdirSync(this.folder).map((name) => Number(/^mm-(\d+)\.img$/.exec(name)?.[1]));
    return numbers.filter((pid) => !Number.isNaN(pid)).sort((a, b) => a - b);
  }

  /** The state of every process and thread. */
  public readCores(): Core[] {
    const files = readdirSync(this.folder).filter((name) => /^core-\d+\.img$/.test(name));
    return files.flatMap((file) => this.messages(file, CORE, CoreSchema));
  }

  public readMm(pid: number): Mm {
    const [mm] = this.messages(`mm-${pid}.img`, MM, MmSchema);
    if (mm === undefined) throw unreadable(`mm-${pid}.img`, 'it is empty');
    return mm;
  }

  public writeMm(pid: number, mm: Mm): void {
    this.write(`mm-${pid}.img`, renderImage(MM, [toBinary(MmSchema, mm)]));
  }

  public readPagemap(pid: number): Pagemap {
    const file = `pagemap-${pid}.img`;
    const [head, ...entries] = parseImage(file, PAGEMAP, this.read(file));
    if (head === undefined) throw unreadable(file, 'it is empty');
    return {
      pages: fromBinary(PagemapHeadSchema, head).pagesId,
      entries: entries.map((entry) => fromBinary(PagemapEntrySchema, entry)),
    };
  }

  public writePagemap(pid: number, { entries, pages }: Pagemap): void {
    const head = toBinary(PagemapHeadSchema, { $typeName: 'ekscrac.criu.PagemapHead', pagesId: pages });
    const runs = entries.map((entry) => toBinary(PagemapEntrySchema, entry));
    this.write(`pagemap-${pid}.img`, renderImage(PAGEMAP, [head, ...runs]));
  }

  public readFiles(): File[] {
    return this.messages('files.img', FILES, FileSchema);
  }

  /** The paths of files that were deleted while they were open or mapped, sorted. */
  public readDeletedPaths(): string[] {
    const file = 'remap-fpath.img';
    if (!existsSync(join(this.folder, file))) return [];
    const ghosts = this.messages(file, REMAP, RemapFilePathSchema).filter(({ remapType }) => remapType === GHOST);
    const ids = new Set(ghosts.map(({ origId }) => origId));
    const paths = this.readFiles().flatMap(({ id, reg }) => (reg !== undefined && ids.has(id) ? reg.name : []));
    return [...new Set(paths)].sort();
  }

  public writeFiles(files: readonly File[]): void {
    const messages = files.map((file) => toBinary(FileSchema, file));
    this.write('files.img', renderImage(FILES, messages));
  }

  public pagesFile(pages: number): string {
    return join(this.folder, `pages-${pages}.img`);
  }

  private messages<T extends DescMessage>(file: string, kind: ImageKind, schema: T): MessageShape<T>[] {
    return parseImage(file, kind, this.read(file)).map((message) => fromBinary(schema, message));
  }

  private read(file: string): Buffer {
    return readFileSync(join(this.folder, file));
  }

  private write(file: string, content: Buffer): void {
    writeFileSync(join(this.folder, file), content, PRIVATE_FILE);
  }
}
