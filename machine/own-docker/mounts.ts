import { readFile } from 'node:fs/promises';
import type { ProcessRunner } from '../../kit/process';
import { whenMissing } from '../files';

/** The mount points at and below a folder, the innermost first. */
export function mountsBelow(folder: string, mountInfo: string): readonly string[] {
  const points = mountInfo.split('\n').map((line) => unescaped(line.split(' ')[4] ?? ''));
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`)).reverse();
}

/** Unmounts what a daemon that was killed left mounted, without which the folder cannot be deleted. */
export async function unmountBelow(folder: string, runner: ProcessRunner): Promise<void> {
  const mountInfo = await whenMissing(readFile('/proc/self/mountinfo', 'utf8'), '');
  for (const point of mountsBelow(folder, mountInfo)) await runner.run(['umount', point]);
}

/** The kernel writes space, tab, newline and backslash as octal numbers. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
