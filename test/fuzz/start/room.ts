import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf } from './case';
import type { Case, Placed } from './case';
import { NAMED } from './manifests';
import type { Programs } from './programs';

/** Folders that a case may change; everything else must stay as it is. */
const FREE = ['place', 'volume', 'guard', 'log', 'proc', 'dev'];
const EMPTIED = ['place', 'volume', 'guard', 'log', 'store', 'opt/eks-crac/checkpoint', 'opt/eks-crac/image'];

const OWN = [...FREE, 'bin', 'jre', 'kept', 'opt', 'store'];

/** The root folder of the containers of one worker. */
export class Room {
  public constructor(
    public readonly root: string,
    programs: Programs,
  ) {
    this.make(programs);
  }

  /** Makes what every container has; once more after a case that did harm. */
  public make(programs: Programs): void {
    for (const name of readdirSync(this.root))
      if (!OWN.includes(name)) rmSync(join(this.root, name), { recursive: true });
    for (const folder of [...EMPTIED, ...OWN, 'opt/eks-crac/bin'])
      mkdirSync(join(this.root, folder), { recursive: true });
    for (const file of ['dev/null', 'dev/termination-log', 'kept/old']) writeFileSync(join(this.root, file), '');
    copyFileSync(programs.start, join(this.root, 'opt/eks-crac/start'));
    for (const file of ['bin/service', 'jre/java', 'opt/eks-crac/bin/criu'])
      copyFileSync(programs.fakes, join(this.root, file));
  }

  /** Arranges a container, and answers the pipes that are still to be made. */
  public arrange({ does, manifest, placed, report, store }: Case): readonly string[] {
    for (const folder of EMPTIED) {
      if (!lstatSync(join(this.root, folder), { throwIfNoEntry: false })?.isDirectory()) this.renew(folder);
      for (const name of readdirSync(join(this.root, folder)))
        rmSync(join(this.root, folder, name), { recursive: true, force: true });
    }
    for (const folder of NAMED) mkdirSync(join(this.root, folder), { recursive: true });
    writeFileSync(join(this.root, 'opt/eks-crac/behaviour'), bytesOf(`${does} ${report}\n`));
    const checkpoint = store ? '/store/opt/eks-crac/checkpoint' : '/opt/eks-crac/checkpoint';
    const own = manifest === undefined ? [] : [{ path: `${checkpoint}/manifest`, thing: manifest }];
    mkdirSync(join(this.root, checkpoint), { recursive: true });
    return [...own, ...placed].filter((one) => this.place(one)).map(({ path }) => path);
  }

  public read(path: string): Buffer {
    try {
      return readFileSync(join(this.root, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  }

  /** Everything that no case may change: a description of each path, whose bytes may be no UTF-8. */
  public kept(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const look = (path: string) => {
      const entry = lstatSync(Buffer.from(join(this.root, path), 'latin1'));
      found.set(path, [entry.ino, entry.mode, entry.size, entry.mtimeMs].join(' '));
      if (!entry.isDirectory()) return;
      for (const name of readdirSync(Buffer.from(join(this.root, path), 'latin1'), 'latin1')) look(join(path, name));
    };
    for (const name of readdirSync(this.root, 'latin1')) if (!FREE.includes(name)) look(name);
    return found;
  }

  /** Makes a folder that a case has removed, or has put something else in the place of. */
  private renew(folder: string): void {
    rmSync(join(this.root, folder), { force: true });
    mkdirSync(join(this.root, folder), { recursive: true });
  }

  /** Places what can be placed: two things of a case may exclude each other. True for a pipe. */
  private place({ path, thing }: Placed): boolean {
    const place = join(this.root, path);
    try {
      mkdirSync(dirname(place), { recursive: true });
      switch (thing.kind) {
        case 'file':
          writeFileSync(place, bytesOf(thing.bytes), { mode: thing.mode, flag: 'wx' });
          return false;
        case 'folder':
          mkdirSync(place);
          return false;
        case 'link':
          symlinkSync(thing.target, place);
          return false;
        case 'pipe':
          return true;
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!['EEXIST', 'ENOTDIR', 'ELOOP', 'ENOENT', 'EISDIR'].includes(code)) throw error;
      return false;
    }
  }
}
