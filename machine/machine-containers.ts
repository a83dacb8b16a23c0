import { z } from 'zod';
import { ProcessError } from '../kit/process';
import type { RunOptions } from '../kit/process';
import { ContainerRuntime } from '../stage/containers';

const ABSENT = /no such (container|object)/i;

const inspected = z
  .array(
    z.object({
      State: z.object({ Running: z.boolean() }),
      Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
      HostConfig: z
        .object({ PortBindings: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullish()).nullish() })
        .nullish(),
    }),
  )
  .length(1);

/** A container that outlives runs. */
export interface LastingContainer {
  readonly running: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** The port of 127.0.0.1 at which it is published. @default - none is known */
  readonly port?: number;
}

/** The container runtime with the verbs that only the set-up of a machine needs. */
export class MachineContainers extends ContainerRuntime {
  /** The ID of an image with this name and these labels; undefined when there is none. */
  public async imageId(reference: string, labels: readonly string[] = []): Promise<string | undefined> {
    const filters = [`reference=${reference}`, ...labels.map((label) => `label=${label}`)];
    const list = await this.call([
      'image',
      'ls',
      '--quiet',
      '--no-trunc',
      ...filters.flatMap((filter) => ['--filter', filter]),
    ]);
    return list.split('\n').find((line) => line !== '');
  }

  /** Makes an image from the archive of a root file system; each change is a line of a Dockerfile. */
  public async import(
    archive: NonNullable<RunOptions['input']>,
    reference: string,
    changes: readonly string[],
  ): Promise<void> {
    const options = changes.flatMap((change) => ['--change', change]);
    await this.call(['import', ...options, '-', reference], { input: archive });
  }

  /** Undefined when there is no container of this name. */
  public async find(name: string): Promise<LastingContainer | undefined> {
    try {
      const [container] = inspected.parse(JSON.parse(await this.call(['container', 'inspect', name])));
      const published = Object.values(container?.HostConfig?.PortBindings ?? {})[0]?.[0]?.HostPort;
      return {
        running: container?.State.Running ?? false,
        labels: container?.Config.Labels ?? {},
        ...(published === undefined ? {} : { port: Number(published) }),
      };
    } catch (error) {
      if (error instanceof ProcessError && ABSENT.test(error.stderr)) return undefined;
      throw error;
    }
  }

  /** Starts a container with options that no container of a run needs. */
  public async serve(options: readonly string[]): Promise<void> {
    await this.call(['run', '--detach', ...options]);
  }

  /** Names of the containers that run, whoever started them. */
  public async running(): Promise<readonly string[]> {
    return (await this.call(['container', 'ls', '--format', '{{.Names}}'])).split('\n').filter((name) => name !== '');
  }

  /** Lets containers end in order; what still runs after ten seconds is killed. */
  public async stop(names: readonly string[]): Promise<void> {
    if (names.length > 0) await this.call(['container', 'stop', '--time', '10', ...names]);
  }
}
