import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { releaseNumber } from '../tag';
import type { RecordedPlace } from './copy-store';
import type { ListedCopy } from './listing';

/** The copies of a service in a folder, as `BASE/vN`: of a rehearsal, or of a mounted file system. */
export class FolderCopies implements RecordedPlace {
  public constructor(
    private readonly base: string,
    public readonly place: string = base,
  ) {}

  public isReached(): Promise<boolean> {
    return Promise.resolve(true);
  }

  public list(): Promise<readonly ListedCopy[]> {
    if (!existsSync(this.base)) return Promise.resolve([]);
    const copies = readdirSync(this.base).flatMap((name) => {
      const number = releaseNumber(name);
      return number === undefined ? [] : [{ place: this.place, number, at: newestIn(join(this.base, name)) }];
    });
    return Promise.resolve(copies);
  }

  public remove(number: number): Promise<void> {
    rmSync(join(this.base, `v${number}`), { recursive: true, force: true });
    return Promise.resolve();
  }
}

/** Files are written as long as a build runs, so the newest one says when it did. */
function newestIn(folder: string): Date {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return new Date(Math.max(...[folder, ...files].map((path) => statSync(path).mtimeMs)));
}
