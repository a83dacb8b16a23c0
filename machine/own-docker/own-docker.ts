import { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { bridgeName } from './bridge';
import { Daemon } from './daemon';
import { askDocker } from '../runtime-answer';
import { obstacles } from '../host';
import type { Host } from '../host';
import { invocation } from '../invocation';
import type { MachineRuntime } from '../machine';
import { PACKAGE_PROGRAMS, systemMirror } from './packages';
import { UnpackedPrograms } from './programs';
import { step } from '../progress';
import type { MachineProgress } from '../progress';
import { withScratch } from '../scratch';
import type { MachineFolders } from '../machine-folders';
import { WHAT_TO_INSTALL } from '../users-docker';

/** The Docker that eks-crac sets up in its state folder, where the user has none. */
export class OwnDocker {
  public readonly programs: UnpackedPrograms;
  public readonly bridge: string;
  public readonly daemon: Daemon;
  private readonly runner: ProcessRunner;

  public constructor(
    private readonly host: Host,
    private readonly folder: MachineFolders,
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

  /** The container runtime, when an earlier run started it. */
  public async running(): Promise<MachineRuntime | undefined> {
    if ((await this.daemon.pid()) === undefined) return undefined;
    const answer = await askDocker(this.daemon.client(), this.signal);
    return answer.answers ? this.containerRuntime(answer.version) : undefined;
  }

  /** Fails when this machine cannot have one; `why` says why it has no other. */
  public async validatePossible(why: readonly string[]): Promise<void> {
    const found = await obstacles(this.host, [...PACKAGE_PROGRAMS, 'start-stop-daemon']);
    if (found.length === 0) return;
    const text = `no container runtime answers (${why.join('; ')}), and none can be set up here: ${found.join(', ')}`;
    throw new Failure('machine-unsuitable', text, WHAT_TO_INSTALL);
  }

  public async setUp(progress: MachineProgress): Promise<MachineRuntime> {
    if (!(await this.programs.areUnpacked())) {
      const mirror = await systemMirror(this.runner, this.signal);
      const { host, runner, signal } = this;
      await withScratch(this.folder, (scratch) =>
        this.programs.unpack({ host, runner, scratch, mirror, signal }, progress),
      );
    }
    await step(progress, 'dockerd', 'start dockerd', () => this.daemon.start());
    const containerRuntime = await this.running();
    if (containerRuntime === undefined)
      throw new Failure(
        'container-runtime-unavailable',
        'dockerd answered once and then no more',
        `see ${this.daemon.log}`,
      );
    return containerRuntime;
  }

  private containerRuntime(version: string): MachineRuntime {
    const stopCommand = invocation(this.host.env, ['machine', 'down']);
    return { program: 'docker', runner: this.daemon.client(), version, startedHere: true, stopCommand };
  }
}
