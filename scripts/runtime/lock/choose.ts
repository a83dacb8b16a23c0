import { mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { BuildError } from '../build-error';
import { download } from '../download';
import { libraryClosure } from '../elf-closure';
import type { DebianPackage, LockedFile } from '../inputs';
import { MACHINES } from '../target';
import type { Target } from '../target';
import type { Patchelf } from '../tools/patchelf';
import { unpackDeb } from '../unpack/deb';
import type { Workspace } from '../workspace';
import type { DebianIndex } from './debian-index';
import { dependencies, sourcesOf, stanzas } from './stanzas';
import type { Stanza } from './stanzas';
import { JDK, LICENCE_TEXTS, MIRROR, PROGRAMS } from './wanted';

/** The packages that a use needs, as entries of an index by name. */
export type Chosen = ReadonlyMap<string, Stanza>;

export class PackageChoice {
  private readonly byName: ReadonlyMap<string, Stanza>;

  public constructor(
    private readonly index: DebianIndex,
    private readonly target: Target,
    private readonly workspace: Workspace,
    private readonly patchelf: Pick<Patchelf, 'needed'>,
  ) {
    const roots = [...JDK, LICENCE_TEXTS, ...Object.values(PROGRAMS).flatMap((programs) => Object.keys(programs))];
    const wanted = new Set<string>(roots);
    const found = stanzas(index.packages[target], (name) => wanted.has(name) || isLibrary(name));
    this.byName = new Map(found.map((stanza) => [stanza.get('Package') ?? '', stanza]));
  }

  public jdk(): Chosen {
    return new Map(JDK.map((name) => [name, this.named(name)]));
  }

  /** The packages of the programs and of every library that these load, and the licences' texts. */
  public async programs(use: keyof typeof PROGRAMS): Promise<Chosen> {
    const programs: Readonly<Record<string, readonly string[]>> = PROGRAMS[use];
    const root = await mkdtemp(join(tmpdir(), 'eks-crac-choose-'));
    try {
      const owners = new Map<string, string>();
      for (const [name, stanza] of this.withLibraries(Object.keys(programs))) {
        await this.unpack(name, stanza, root, owners);
      }
      const libraries = await libraryClosure(root, Object.values(programs).flat(), this.target, this.patchelf);
      const needed = await Promise.all([...libraries.values()].map((path) => realpath(join(root, path))));
      const owning = [...Object.keys(programs), ...needed.map((path) => owners.get(path) ?? '')];
      const names = await Promise.all(owning.map((name) => withCopyright(name, root)));
      return new Map([...new Set([LICENCE_TEXTS, ...names.flat()])].sort().map((name) => [name, this.named(name)]));
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }

  public locked(name: string, stanza: Stanza, uses: DebianPackage['uses']): DebianPackage {
    return {
      uses,
      name,
      version: stanza.get('Version') ?? '',
      architecture: this.target,
      ...poolFile(stanza.get('Filename') ?? '', stanza.get('SHA256') ?? '', this.index.released),
      sources: [...sourcesOf(stanza)],
    };
  }

  /** Notes which package a library came from. */
  private async unpack(name: string, stanza: Stanza, root: string, owners: Map<string, string>): Promise<void> {
    await unpackDeb(await download(this.locked(name, stanza, ['layer']), this.workspace), root);
    const folder = join(root, 'usr/lib', `${MACHINES[this.target].triple}-gnu`);
    for (const file of await readdir(folder).catch(() => [])) {
      const path = await realpath(join(folder, file)).catch(() => undefined);
      if (path !== undefined && !owners.has(path)) owners.set(path, name);
    }
  }

  private withLibraries(names: readonly string[]): Chosen {
    const chosen = new Map<string, Stanza>();
    const waiting = [...names];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (chosen.has(name)) continue;
      const stanza = this.named(name);
      chosen.set(name, stanza);
      waiting.push(...dependencies(stanza).filter((other) => isLibrary(other) && this.byName.has(other)));
    }
    return chosen;
  }

  private named(name: string): Stanza {
    const stanza = this.byName.get(name);
    if (stanza !== undefined) return stanza;
    throw new BuildError(
      `Debian has no package ${JSON.stringify(name)} for ${this.target}`,
      'correct scripts/runtime/lock/wanted.ts',
    );
  }
}

/** Also the package that has the copyright file of GCC's libraries. */
function isLibrary(name: string): boolean {
  return /^(lib|zlib1g$|gcc-\d+-base$)/.test(name);
}

/** A package's own copyright file, or that of another one in its place. */
async function withCopyright(name: string, root: string): Promise<readonly string[]> {
  const target = await readlink(join(root, 'usr/share/doc', name)).catch(() => undefined);
  return target === undefined ? [name] : [name, basename(target)];
}

/** A file of the mirror, and where it is kept when the mirror has a newer one. */
export function poolFile(path: string, sha256: string, released: Date): LockedFile {
  // A release is in the first snapshot that was taken after it; the mirror keeps replaced files longer than that.
  const after = new Date(released.getTime() + 6 * 3_600_000);
  const stamp = after.toISOString().replace(/[-:]|\.\d+/g, '');
  return { urls: [`${MIRROR}/${path}`, `http://snapshot.debian.org/archive/debian/${stamp}/${path}`], sha256 };
}
