import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { identify, isAlive } from './process-identity';
import type { ProcessIdentity } from './process-identity';
import type { StateFolder } from './state-folder';

const RUN_LABEL = 'eks-crac.run';
const STATE_LABEL = 'eks-crac.state';

interface Journal {
  readonly owner: ProcessIdentity;
  readonly repository: string;
}

/**
 * One run of the stage: its id, its labels, and a folder that says who owns it. The folder is written before anything
 * else is created, so that what a killed run leaves behind can always be found.
 */
export class Run {
  private constructor(
    public readonly id: string,
    public readonly repository: string,
    private readonly state: StateFolder,
  ) {}

  public static begin(state: StateFolder, repository: string): Run {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const run = new Run(`${stamp}-${randomBytes(4).toString('hex')}`, repository, state);
    mkdirSync(run.folder, { recursive: true });
    const journal: Journal = { owner: identify(process.pid), repository };
    writeFileSync(join(run.folder, 'journal.json'), JSON.stringify(journal));
    return run;
  }

  /** Runs of this state folder whose process has ended without cleaning up. */
  public static abandoned(state: StateFolder): readonly Run[] {
    if (!existsSync(state.runs)) return [];
    return readdirSync(state.runs).flatMap((id) => {
      const journal = readJournal(join(state.run(id), 'journal.json'));
      if (journal === undefined || isAlive(journal.owner)) return [];
      return [new Run(id, journal.repository, state)];
    });
  }

  public get folder(): string {
    return this.state.run(this.id);
  }

  public get labels(): Readonly<Record<string, string>> {
    return { [RUN_LABEL]: this.id, [STATE_LABEL]: this.state.id };
  }

  /** The label by which everything of this run is found. */
  public get label(): string {
    return `${RUN_LABEL}=${this.id}`;
  }

  /** A name for something of this run, the same kind of name for every container runtime. */
  public name(part: string): string {
    return `eks-crac-${this.id}-${part}`;
  }

  public tag(part: string): string {
    return `eks-crac/run-${this.id}:${part}`;
  }

  /** Candidates live under these tags until the gate has passed. */
  public get candidate(): { readonly service: string; readonly checkpoint: string } {
    return { service: `candidate-${this.id}`, checkpoint: `candidate-${this.id}-checkpoint` };
  }

  /** The tag under which a companion's image lies in the registry for as long as a cluster runs it. */
  public companionTag(name: string): string {
    return `${this.candidate.service}-companion-${name}`;
  }

  /** Remembers a process group that must not outlive the run. */
  public adopt(pid: number): void {
    const identity = identify(pid);
    // Where it cannot be told from a later process of that number, leaving it is better than killing a stranger.
    if (identity.startedAt === '') return;
    appendFileSync(join(this.folder, 'processes'), `${JSON.stringify(identity)}\n`);
  }

  /** Process groups of the run that are still there. */
  public processes(): readonly number[] {
    const file = join(this.folder, 'processes');
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ProcessIdentity)
      .filter(isAlive)
      .map(({ pid }) => pid);
  }

  /** Notes the claimed release before anything is stored under its number. */
  public claim(number: number, spec: CaptureSpec, specFolder: string): void {
    writeFileSync(join(this.folder, 'claim.json'), JSON.stringify({ release: `v${number}`, spec, specFolder }));
  }

  /** The release that the run had claimed, and where its copies would be. */
  public claimed(): { readonly release: string; readonly spec: CaptureSpec; readonly specFolder: string } | undefined {
    const file = join(this.folder, 'claim.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ReturnType<Run['claimed']>) : undefined;
  }

  /** A folder for work in progress. */
  public workFolder(part: string): string {
    const folder = join(this.folder, part);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** The last thing of a run: nothing of it is left to find. */
  public end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A folder without a complete journal belongs to a run that is just beginning, or has nothing yet to clean. */
function readJournal(path: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Journal;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
