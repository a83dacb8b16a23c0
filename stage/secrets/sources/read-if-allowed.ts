import { readFileSync } from 'node:fs';

/** Returns the text of a file; what the stage may not read, nothing that it starts can hand on. */
export function readIfAllowed(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(code)) return undefined;
    throw error;
  }
}
