import { readFile } from 'node:fs/promises';

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ESRCH']);

/** The result of reading something that may not be there, or that may end while it is read. */
export async function whenMissing<T, U>(read: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await read;
  } catch (error) {
    if (ABSENT.has(errorCode(error) ?? '')) return otherwise;
    throw error;
  }
}

export function readIfThere(path: string): Promise<string | undefined> {
  return whenMissing(readFile(path, 'utf8'), undefined);
}

/** The code of a failure that the system reported. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
