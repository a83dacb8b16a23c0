import type { ReleaseRecord } from '../../contract';
import { RECORD } from './unit-release-record';

type Host = ReleaseRecord['host'];

/** A record with a copy for each of these CPU classes. */
export function recordOf(...hosts: readonly (Partial<Host> & Pick<Host, 'cpuClass'>)[]): ReleaseRecord {
  const { checkpoint, engine, gate, images, run } = RECORD;
  const { files, rawBytes, storedBytes } = checkpoint;
  const copies = hosts.map((host) => ({
    ...{ run, images, engine, gate },
    host: { ...RECORD.host, ...host },
    deadlineMs: 3000,
    checkpoint: { files, rawBytes, storedBytes },
  }));
  return { ...RECORD, schema: 2, host: copies[0]?.host ?? RECORD.host, copies };
}

export const AMD = { cpuClass: 'm7a' } as const;
export const INTEL = { cpuClass: 'm7i' } as const;
export const GRAVITON = { cpuClass: 'm7g', architecture: 'arm64' } as const;
