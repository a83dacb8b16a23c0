import { createHash } from 'node:crypto';
import type { ListedImage, Listing, Use } from '../../../releases/retention/listing';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

interface Stack {
  current?: number;
  previous?: number;
  /** An update that has not ended. */
  pending?: number;
}

interface Stored {
  readonly tags: Set<string>;
  readonly at: number;
  readonly record?: readonly string[];
}

/** Thrown when a call takes away what a stack needs. */
export class Lost extends Error {
  public override readonly name = 'Lost';
}

/** A service's repository, its copies and its stacks, as they are after each call. */
export class SimulatedService {
  public now = Date.UTC(2026, 0, 1);
  public readonly images = new Map<string, Stored>();
  public readonly copies = new Map<number, number>();
  public readonly stacks: readonly Stack[] = [{}, {}];
  private runs = 0;

  public newRun(): string {
    this.runs += 1;
    const stamp = new Date(this.now).toISOString().replace(/\D/g, '').slice(0, 14);
    return `${stamp}-${this.runs.toString(16).padStart(8, '0')}`;
  }

  /** A tag moves when it is put on another digest. */
  public put(content: string, tag: string, record?: readonly string[]): string {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    for (const image of this.images.values()) image.tags.delete(tag);
    const image = this.images.get(digest) ?? {
      tags: new Set(),
      at: this.now,
      ...(record === undefined ? {} : { record }),
    };
    this.images.set(digest, image);
    image.tags.add(tag);
    return digest;
  }

  public digest(tag: string): string | undefined {
    for (const [digest, { tags }] of this.images) if (tags.has(tag)) return digest;
    return undefined;
  }

  public remove(digest: string): void {
    const image = this.images.get(digest);
    if (image === undefined) return;
    const needed = this.needed().find((number) => [...image.tags].some((tag) => this.parts(number).includes(tag)));
    if (needed !== undefined) throw new Lost(`${[...image.tags].join(', ')} of v${needed}, which a stack needs`);
    this.images.delete(digest);
  }

  public removeCopy(number: number): void {
    if (this.needed().includes(number)) throw new Lost(`the copy of v${number}, which a stack needs`);
    this.copies.delete(number);
  }

  /** A release for those who look for one: it has a record, and no mark. */
  public hasRelease(number: number): boolean {
    return this.digest(`v${number}-record`) !== undefined && this.digest(`v${number}-retired`) === undefined;
  }

  public isWhole(number: number): boolean {
    return this.parts(number).every((tag) => this.digest(tag) !== undefined) && this.copies.has(number);
  }

  /** As CloudFormation, it refuses a second update; returns whether this one began. */
  public beginUpdate(index: number, number: number): boolean {
    const stack = this.stacks[index];
    if (stack === undefined || stack.pending !== undefined) return false;
    stack.pending = number;
    return true;
  }

  /** What runs, and what a rollback goes to. An update that has not ended may still fail. */
  public needed(): readonly number[] {
    return this.stacks.flatMap(({ current, previous }) => [current, previous].filter((one) => one !== undefined));
  }

  public releases(): readonly number[] {
    return this.tags()
      .flatMap((tag) => /^v(\d+)-record$/.exec(tag)?.[1] ?? [])
      .map(Number);
  }

  public tags(): readonly string[] {
    return [...this.images.values()].flatMap(({ tags }) => [...tags]);
  }

  public listing(): Listing {
    const images = [...this.images].map(([digest, { at, record, tags }]): ListedImage => ({
      digest,
      tags: [...tags],
      at: new Date(at),
      ...(record === undefined ? {} : { record: { digests: record, readable: true } }),
    }));
    const copies = [...this.copies].map(([number, at]) => ({ place: 's3', number, at: new Date(at) }));
    return { images, copies };
  }

  /** Stacks name digests, as their templates do. */
  public uses(): readonly Use[] {
    return this.stacks.flatMap(({ current, pending, previous }, index) =>
      [current, pending, previous].flatMap((number) => {
        const digest = number === undefined ? undefined : this.digest(`v${number}`);
        return digest === undefined ? [] : [{ by: `stack ${index}`, what: { digest } }];
      }),
    );
  }

  private parts(number: number): readonly string[] {
    return [`v${number}`, `v${number}-checkpoint`, `v${number}-record`];
  }
}
