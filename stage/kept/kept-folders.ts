import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateFolder } from '../run/state-folder';

const MOST_FOLDERS = 10;
const MOST_CHARACTERS = 256 * 1024;

/** Writes the files of a failed run that this user alone may read, and removes those of the oldest runs; returns the folder. */
export function writeKept(state: StateFolder, run: string, files: Readonly<Record<string, string>>): string {
  const folder = join(state.failures, run);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), endOf(text), { mode: 0o600 });
  }
  removeOldest(state);
  return folder;
}

/** What went wrong is at the end of a log. */
function endOf(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const end = text.slice(-MOST_CHARACTERS);
  return `[the beginning is left out]\n${end.slice(end.indexOf('\n') + 1)}`;
}

/** The id of a run begins with its time. */
function removeOldest(state: StateFolder): void {
  if (!existsSync(state.failures)) return;
  const oldest = readdirSync(state.failures).sort().slice(0, -MOST_FOLDERS);
  for (const run of oldest) rmSync(join(state.failures, run), { recursive: true, force: true });
}
