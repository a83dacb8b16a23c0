import { Buffer } from 'node:buffer';
import { formatOf, HEAD_BYTES, UnreadableArchive } from './archive';
import type { Member } from './archive';
import type { SecretSearch, Scanner, Sighting } from './scanner';

/** An archive in a jar in a war in a tar. */
const DEEPEST = 5;
const MIB = 2 ** 20;
const LARGEST_ARCHIVE = 512 * MIB;
const MOST_UNPACKED = 2048 * MIB;

/** Who is told what a search through files comes upon. */
export interface FileListener {
  readonly sighted: (file: string, sighting: Sighting) => void;
  /** An archive could be searched as it is alone, and not what is packed in it. */
  readonly unread: (file: string, why: string) => void;
}

interface Level {
  readonly scanner: Scanner;
  file: string;
}

class TooLarge extends Error {
  public override readonly name = 'TooLarge';
}

/** Looks through files, and through what is packed in them. */
export class FileSearch {
  private readonly levels: Level[] = [];
  private unpacked = 0;

  public constructor(
    private readonly search: SecretSearch,
    private readonly listener: FileListener,
  ) {}

  public async read(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    this.unpacked = 0;
    try {
      await this.readAt(0, file, content);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      this.listener.unread(file, `more than ${MOST_UNPACKED / MIB} MiB are packed in it`);
    }
  }

  private async readAt(depth: number, file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const { scanner } = this.enter(depth, file);
    const kept: Uint8Array[] = [];
    let [bytes, head, format] = [0, Buffer.alloc(0), undefined as ReturnType<typeof formatOf>];
    try {
      for await (const chunk of content) {
        scanner.push(chunk);
        if (head.length < HEAD_BYTES) {
          head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES)]);
          format = formatOf(file, head);
        }
        bytes += chunk.length;
        if (bytes <= LARGEST_ARCHIVE && (format !== undefined || head.length < HEAD_BYTES)) kept.push(chunk);
        if (depth > 0) this.unpack(chunk.length);
      }
    } finally {
      // What was read before the damage counts, under this name.
      scanner.end();
    }
    if (format === undefined || bytes === 0) return;
    if (depth === DEEPEST) this.listener.unread(file, `it lies in ${DEEPEST} archives`);
    else if (bytes > LARGEST_ARCHIVE) this.listener.unread(file, `it is larger than ${LARGEST_ARCHIVE / MIB} MiB`);
    else await this.readMembers(depth, file, format(Buffer.concat(kept)));
  }

  private async readMembers(depth: number, file: string, members: AsyncIterable<Member>): Promise<void> {
    try {
      for await (const { content, name } of members) await this.readAt(depth + 1, `${file}!/${name}`, content);
    } catch (error) {
      if (!(error instanceof UnreadableArchive)) throw error;
      this.listener.unread(file, error.message);
    }
  }

  private enter(depth: number, file: string): Level {
    const there = this.levels[depth];
    if (there !== undefined) return Object.assign(there, { file });
    const scanner = this.search.scanner((sighting) => {
      this.listener.sighted(level.file, sighting);
    });
    const level: Level = { file, scanner };
    this.levels[depth] = level;
    return level;
  }

  private unpack(bytes: number): void {
    this.unpacked += bytes;
    if (this.unpacked > MOST_UNPACKED) throw new TooLarge();
  }
}
