import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './unit-scratch';

/** A file in the place of a pack. */
export function packFile(content: string | Uint8Array): string {
  const file = join(scratch(), 'checkpoint.pack');
  writeFileSync(file, content);
  return file;
}
