import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder for what outlives a run on this machine: locks, claims, work in progress, reports. */
export class StateFolder {
  public readonly path: string;

  public constructor(path: string) {
    this.path = resolve(path);
  }

  /**
   * Identifies the folder in labels, so that two folders that share a container runtime never clean up after each
   * other.
   */
  public get id(): string {
    return createHash('sha256').update(`${hostname()}:${this.path}`).digest('hex').slice(0, 16);
  }

  public get runs(): string {
    return join(this.path, 'runs');
  }

  public run(id: string): string {
    return join(this.runs, id);
  }

  public claims(repository: string): string {
    return join(this.path, 'claims', encodeURIComponent(repository));
  }

  /** The logs of runs that failed. */
  public get failures(): string {
    return join(this.path, 'failures');
  }

  public get reports(): string {
    return join(this.path, 'reports');
  }
}
