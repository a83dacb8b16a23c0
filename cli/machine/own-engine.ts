import { ProcessRunner } from '../../stage/process';
import { Failure } from '../../stage/report';
import { bridgeName } from './bridge';
import { Daemon } from './daemon';
import { askDocker } from './engine-answer';
import { obstacles } from './host';
import type { Host } from './host';
import { invocation } from './invocation';
import type { MachineEngine } from './machine';
import { PACKAGE_PROGRAMS, systemMirror } from './packages';
import { UnpackedPrograms } from './programs';
import { step } from './progress';
import type { MachineProgress } from './progress';
import { withScratch } from './scratch';
import type { StateFolder } from './state-folder';
import { WHAT_TO_INSTALL } from './users-engine';

/** The Docker engine that eks-crac sets up in its state folder, where the user has none. */
export class OwnEngine {
  public readonly programs: UnpackedPrograms;
  public readonly bridge: string;
  public readonly daemon: Daemon;
  private readonly runner: ProcessRunner;

  public constructor(
    private readonly host: Host,
    private readonly folder: StateFolder,
    private readonly signal?: AbortSignal,
  ) {
    this.runner = new ProcessRunner(host.env);
    this.programs = new UnpackedPrograms(folder.programs);
    this.bridge = bridgeName(folder.root);
    this.daemon = new Daemon({
      folder,
      bridge: this.bridge,
      programs: this.programs,
      runner: this.runner,
      path: host.env['PATH'] ?? '',
      signal,
    });
  }

  /** The engine, when an earlier run started it. */
  public async running(): Promise<MachineEngine | undefined> {
    if ((await this.daemon.pid()) === undefined) return undefined;
    const answer = await askDocker(this.daemon.client(), this.signal);
    return answer.answers ? this.engine(answer.version) : undefined;
  }

  /** Fails when this machine cannot have such an engine; `why` says why it has no other. */
  public async validatePossible(why: readonly string[]): Promise<void> {
    const found = await obstacles(this.host, [...PACKAGE_PROGRAMS, 'start-stop-daemon']);
    if (found.length === 0) return;
    const text = `no container engine answers (${why.join('; ')}), and none can be set up here: ${found.join(', ')}`;
    throw new Failure('machine-unsuitable', text, WHAT_TO_INSTALL);
  }

  public async setUp(progress: MachineProgress): Promise<MachineEngine> {
    if (!(await this.programs.areUnpacked())) {
      const mirror = await systemMirror(this.runner, this.signal);
      const { host, runner, signal } = this;
      await withScratch(this.folder, (scratch) =>
        this.programs.unpack({ host, runner, scratch, mirror, signal }, progress),
      );
    }
    await step(progress, 'dockerd', 'start dockerd', () => this.daemon.start());
    const engine = await this.running();
    if (engine === undefined)
      throw new Failure('engine-unavailable', 'dockerd answered once and then no more', `see ${this.daemon.log}`);
    return engine;
  }

  private engine(version: string): MachineEngine {
    const stopCommand = invocation(this.host.env, ['machine', 'down']);
    return { program: 'docker', runner: this.daemon.client(), version, startedHere: true, stopCommand };
  }
}
