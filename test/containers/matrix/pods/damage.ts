import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Damages a checkpoint's folder. */
export type Damage = (folder: string) => void;

/** The file whose name fits, of which there is one, or the first. */
function fileOf(folder: string, name: RegExp): string {
  const found = readdirSync(folder)
    .sort()
    .find((one) => name.test(one));
  if (found === undefined) throw new Error(`${folder} has no ${name}, only ${readdirSync(folder).join(' ')}`);
  return join(folder, found);
}

export const truncated =
  (name: RegExp): Damage =>
  (folder) => {
    const file = fileOf(folder, name);
    truncateSync(file, Math.floor(statSync(file).size / 2));
  };

export const missing =
  (name: RegExp): Damage =>
  (folder) =>
    rmSync(fileOf(folder, name));

/** Every byte is another one, and the size is the same. */
export const flipped =
  (name: RegExp): Damage =>
  (folder) => {
    const file = fileOf(folder, name);
    writeFileSync(
      file,
      readFileSync(file).map((byte) => byte ^ 0xff),
    );
  };

/** Changes the text of the manifest. */
export const manifest =
  (change: (text: string) => string | Uint8Array): Damage =>
  (folder) => {
    const file = join(folder, 'manifest');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  };

/** Gives a key of the manifest this value. */
export const manifestWith = (key: string, value: string): Damage =>
  manifest((text) => `${text.replace(new RegExp(`^${key}=.*\n`, 'm'), '')}${key}=${value}\n`);

/** The manifest knows no sizes, so that damage is found by CRIU. */
export const withoutSizes = manifest((text) => text.replace(/^file=.*\n/gm, ''));

export const both =
  (...damages: readonly Damage[]): Damage =>
  (folder) =>
    damages.forEach((damage) => damage(folder));
