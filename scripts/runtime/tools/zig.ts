import { join } from 'node:path';
import { download } from '../download';
import type { InputsLock } from '../inputs';
import { buildHost, MACHINES } from '../target';
import type { Target } from '../target';
import { unpackZip } from '../unpack/zip';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

const PREFIX = 'ziglang/';

/** Zig as a compiler of C: it brings compiler, linker and musl for every target. */
export class Zig {
  private constructor(
    public readonly folder: string,
    private readonly workspace: Workspace,
  ) {}

  public static async of({ tools }: InputsLock, workspace: Workspace): Promise<Zig> {
    const file = tools.zig.hosts[buildHost()];
    const folder = await folderOnce(join(workspace.scratch, 'tools', `zig-${tools.zig.version}`), async (draft) => {
      const wheel = await download(file, workspace);
      workspace.say(`unpack zig ${tools.zig.version}`);
      await unpackZip(wheel, draft, (name) => (name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined));
    });
    return new Zig(folder, workspace);
  }

  /** Compiles in a folder, by relative paths, so that no path of this machine is in the output. */
  public async compile(target: Target, folder: string, args: readonly string[]): Promise<void> {
    const { runner, scratch } = this.workspace;
    const cache = join(scratch, 'zig-cache');
    await runner.run(
      [
        ...[join(this.folder, 'zig'), 'cc', '-target', `${MACHINES[target].triple}-musl`],
        ...[`-ffile-prefix-map=${folder}=.`, '-Wl,--build-id=none', ...args],
      ],
      { cwd: folder, env: { ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache, SOURCE_DATE_EPOCH: '0' } },
    );
  }
}
