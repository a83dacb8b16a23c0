import { ProcessError } from '../kit/process';
import type { ProcessRunner } from '../kit/process';

/** Kibibytes of a folder on its own file system, so that what containers have mounted is not counted again. */
export async function diskUsage(runner: ProcessRunner, folder: string): Promise<number> {
  const text = await runner.run(['du', '-s', '-k', '-x', folder]).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      // Files that vanish while it counts make it exit with 1; its sum is there all the same.
      if (error instanceof ProcessError && error.exitCode === 1) return error.stdout;
      throw error;
    },
  );
  return Number.parseInt(text, 10) || 0;
}
