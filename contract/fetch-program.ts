import { z } from 'zod';
import { FETCH_PROGRAM, KEEP_PROGRAM } from './layout';
import type { PackedCheckpoint } from './release-record';

/** A pack as a record describes it, or by texts that are known at deployment only. */
export interface PackReference {
  /** The digest of the index. */
  readonly digest: string;
  /** The size of the pack, in bytes. */
  readonly bytes: number | string;
  /** The size of the index, at the end of the pack, in bytes. */
  readonly indexBytes: number | string;
}

/**
 * Returns the command that checks a stored checkpoint and unpacks it into a folder. The source is
 * `s3://BUCKET/PREFIX` or the path of a folder; what it has must be what the record says.
 */
export function fetchCommand(source: string, folder: string, packed: PackReference): [string, ...string[]] {
  return [FETCH_PROGRAM, ...fetchArguments(source, folder, packed)];
}

/** Returns the command that does the same for all pods of a node, and stays. */
export function keepCommand(source: string, folder: string, packed: PackReference): [string, ...string[]] {
  return [KEEP_PROGRAM, ...fetchArguments(source, folder, packed)];
}

function fetchArguments(source: string, folder: string, { bytes, digest, indexBytes }: PackReference): string[] {
  return [source, folder, digest, String(bytes), String(indexBytes)];
}

const fetchReport = z.object({
  'eks-crac': z.literal('fetch'),
  source: z.string(),
  ms: z.number(),
  bytes: z.int(),
  retries: z.int(),
});

/** What `fetch` writes when all is in its place. */
export type FetchReport = z.infer<typeof fetchReport>;

/** Finds the line of `fetch` in the log of its container; undefined when it unpacked nothing. */
export function findFetchReport(log: string): FetchReport | undefined {
  const line = log.split('\n').find((text) => text.startsWith('{"eks-crac":"fetch"'));
  return line === undefined ? undefined : fetchReport.parse(JSON.parse(line));
}

/** What `pack` writes when the pack is complete: its part of the release record. */
export function parsePackReport(line: string): PackedCheckpoint {
  return packReport.parse(JSON.parse(line));
}

const packReport = z.strictObject({ digest: z.string(), bytes: z.int(), indexBytes: z.int() });
