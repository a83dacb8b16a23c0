import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ABSENT: readonly string[] = ['ENOENT', 'ENOTDIR', 'EISDIR'];
const MOST_SOURCES = 2000;

/** A file that was read. */
export interface ProjectFile {
  /** Relative to the folder. */
  readonly name: string;
  readonly text: string;
}

/** The files of a service, as far as they are looked at. */
export class ProjectFiles {
  public constructor(public readonly folder: string) {}

  /** Returns the first of the files that exists. */
  public first(...names: readonly string[]): ProjectFile | undefined {
    for (const name of names) {
      const text = this.read(name, 'utf8');
      if (text !== undefined) return { name, text };
    }
    return undefined;
  }

  public all(...names: readonly string[]): ProjectFile[] {
    return names.flatMap((name) => this.first(name) ?? []);
  }

  /** Returns the jar of the service, each byte as one character: names of entries can be found in it. */
  public jar(): ProjectFile | undefined {
    for (const folder of ['.', 'target', 'build/libs', 'target/quarkus-app/lib/main']) {
      const names = this.list(folder).filter(
        (name) => /\.jar$/.test(name) && !/-(plain|sources|javadoc)\.jar$/.test(name),
      );
      // What Quarkus packages is a folder of jars: their names say enough.
      if (folder.endsWith('lib/main') && names.length > 0) return { name: folder, text: names.join('\n') };
      const [name] = names;
      const text = name === undefined ? undefined : this.read(join(folder, name), 'latin1');
      if (name !== undefined && text !== undefined) return { name: join(folder, name), text };
    }
    return undefined;
  }

  /** Java and Kotlin sources. */
  public *sources(): Generator<ProjectFile> {
    const names = this.list('src', true).filter((name) => /\.(java|kt)$/.test(name) && !/(^|\/)test\//.test(name));
    for (const name of names.sort().slice(0, MOST_SOURCES)) {
      const text = this.read(join('src', name), 'utf8');
      if (text !== undefined) yield { name: join('src', name), text };
    }
  }

  private list(folder: string, recursive = false): string[] {
    return this.present(() => readdirSync(join(this.folder, folder), { recursive, encoding: 'utf8' })) ?? [];
  }

  private read(name: string, encoding: 'utf8' | 'latin1'): string | undefined {
    const path = join(this.folder, name);
    return this.present(() => (statSync(path).isFile() ? readFileSync(path, encoding) : undefined));
  }

  private present<T>(look: () => T): T | undefined {
    try {
      return look();
    } catch (error) {
      if (ABSENT.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }
}
