import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file at once: what was there stays until the new text is complete, and a failure leaves nothing half-done. */
export function writeWhole(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}
