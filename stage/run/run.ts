import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../kit/private-files';
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
 * One run of the stage: its id, its labels, and a folder that identifies its owner. The folder is written before
 * anything else is created, so that everything a killed run leaves behind can be found.
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
    mkdirSync(run.folder, PRIVATE_FOLDER);
    const journal: Journal = { owner: identify(process.pid), repository };
    writeFileSync(join(run.folder, 'journal.json'), JSON.stringify(journal), PRIVATE_FILE);
    return run;
  }

  /** Returns the runs of this state folder whose process ended without cleaning up. */
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

  /** The label of everything that belongs to this run. */
  public get label(): string {
    return `${RUN_LABEL}=${this.id}`;
  }

  /** Returns a name for a part of this run, valid in every container runtime. */
  public name(part: string): string {
    return `eks-crac-${this.id}-${part}`;
  }

  public tag(part: string): string {
    return `eks-crac/run-${this.id}:${part}`;
  }

  /** The tags of the candidates until the gate has passed. */
  public get candidate(): { readonly service: string; readonly checkpoint: string; readonly volume: string } {
    const service = `candidate-${this.id}`;
    return { service, checkpoint: `${service}-checkpoint`, volume: `${service}-volume` };
  }

  /** Returns the tag of a companion's image in the registry; it exists while a cluster runs the companion. */
  public companionTag(name: string): string {
    return `${this.candidate.service}-companion-${name}`;
  }

  /** Remembers a process group that must not outlive the run. */
  public adopt(pid: number): void {
    const identity = identify(pid);
    // If it cannot be distinguished from a later process with the same PID, leaving it is better than killing a
    // stranger.
    if (identity.startedAt === '') return;
    appendFileSync(join(this.folder, 'processes'), `${JSON.stringify(identity)}\n`, PRIVATE_FILE);
  }

  /** Returns process groups of the run that still exist. */
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

  /** Records the claimed release before anything is stored under its number. */
  public claim(number: number, spec: CaptureSpec, specFolder: string): void {
    writeFileSync(
      join(this.folder, 'claim.json'),
      JSON.stringify({ release: `v${number}`, spec, specFolder }),
      PRIVATE_FILE,
    );
  }

  /** Returns the release that the run claimed, and where its stored checkpoints would be. */
  public claimed(): { readonly release: string; readonly spec: CaptureSpec; readonly specFolder: string } | undefined {
    const file = join(this.folder, 'claim.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ReturnType<Run['claimed']>) : undefined;
  }

  /** Creates a folder for work in progress. */
  public workFolder(part: string): string {
    const folder = join(this.folder, part);
    mkdirSync(folder, PRIVATE_FOLDER);
    return folder;
  }

  /** Ends the run: removes its folder, after everything else has been removed. */
  public end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Reads a run's journal. A folder without a complete journal belongs to a run that is just starting and has created
 * nothing to clean up.
 */
function readJournal(path: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Journal;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
