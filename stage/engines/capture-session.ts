import { CAPTURE_FILES, CHECKPOINT_FOLDER } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { lastLines, ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { explain } from '../../knowledge';
import type { Reporter } from '../../kit/report/reporter';
import type { ContainerLogs, ContainerRuntime, ContainerState } from '../containers';
import { containerFileBytes, readContainerFile } from '../containers/container-files';

const LINES_SHOWN = 25;
const ROOT = '0:0';

/** What a capture needs from its run. */
export interface CaptureRun {
  readonly containers: ContainerRuntime;
  readonly spec: CaptureSpec;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** The container that runs the service for its capture. */
export interface CaptureContainer {
  readonly container: string;
  /** Numeric user and group of the service. */
  readonly user: string;
  /** Explains an early exit of the service if the engine caused it. */
  readonly explainExit: (output: string) => Failure | undefined;
}

/** The capture container as seen by an engine; engines cannot reach anything else of the stage. */
export class CaptureSession {
  public constructor(
    private readonly run: CaptureRun,
    private readonly capture: CaptureContainer,
  ) {}

  public get spec(): CaptureSpec {
    return this.run.spec;
  }

  public get signal(): AbortSignal {
    return this.run.signal;
  }

  public get user(): string {
    return this.capture.user;
  }

  /** Runs a program in the container as the service's user. */
  public exec(argv: readonly string[]): Promise<ContainerLogs> {
    return this.run.containers.exec(this.capture.container, argv, { user: this.capture.user });
  }

  public execAsRoot(argv: readonly string[]): Promise<ContainerLogs> {
    return this.run.containers.exec(this.capture.container, argv, { user: ROOT });
  }

  /** Returns the text of a file in the checkpoint folder; undefined if it does not exist. */
  public read(name: string): Promise<string | undefined> {
    return readContainerFile(this.run.containers, this.capture.container, `${CHECKPOINT_FOLDER}/${name}`);
  }

  /** Returns the text of a file of the container, running or not; undefined if it does not exist. */
  public readFile(path: string): Promise<string | undefined> {
    return readContainerFile(this.run.containers, this.capture.container, path);
  }

  /** Returns the size of a file in the checkpoint folder; 0 if it does not exist. */
  public bytes(name: string): Promise<number> {
    return containerFileBytes(this.run.containers, this.capture.container, `${CHECKPOINT_FOLDER}/${name}`);
  }

  public logs(): Promise<ContainerLogs> {
    return this.run.containers.logs(this.capture.container);
  }

  public state(): Promise<ContainerState> {
    return this.run.containers.state(this.capture.container);
  }

  /** Waits for the container to end and returns its exit status; undefined on timeout. */
  public async ended(timeoutMs: number): Promise<number | undefined> {
    try {
      return await this.run.containers.wait(this.capture.container, timeoutMs);
    } catch (error) {
      if (error instanceof ProcessError && error.failure.kind === 'timed-out') return undefined;
      throw error;
    }
  }

  /** Returns the last output of the service and its container, for failure texts. */
  public async output(): Promise<string> {
    const { stderr, stdout } = await this.logs();
    const files = [CAPTURE_FILES.out, CAPTURE_FILES.err].map((name) => this.read(name));
    const text = [stdout, stderr, ...(await Promise.all(files))]
      .filter((part) => part !== undefined && part.trim() !== '')
      .join('\n');
    return text === '' ? 'it printed nothing' : `its last lines:\n${lastLines(text, LINES_SHOWN)}`;
  }

  /** Throws if the container has ended, which only a checkpoint may cause. */
  public async requireRunning(): Promise<void> {
    const state = await this.state();
    if (state.running) return;
    const cause = state.outOfMemory ? ' (out of memory)' : '';
    const output = await this.output();
    const explained = this.capture.explainExit(output);
    if (explained !== undefined) throw explained;
    const { remedy, text } = explain(output, {
      text: output,
      remedy: state.outOfMemory
        ? 'raise `run.memoryMiB` in the capture spec'
        : 'run the image by hand with the variables of `run.env`, and fix what its log shows',
    });
    throw new Failure(
      'service-exited',
      `${this.spec.service} ended with status ${state.exitCode}${cause}; ${text}`,
      remedy,
    );
  }

  public warn(text: string): void {
    this.run.reporter.report({ code: 'warning', text });
  }
}
