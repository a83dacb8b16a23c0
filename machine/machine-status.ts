import { ProcessRunner } from '../kit/process';
import { diskUsage } from './disk-usage';
import { answering } from './ensure-machine';
import { thisHost } from './host';
import { IMAGES } from './images';
import { containersOf } from './machine';
import { OwnDocker } from './own-docker/own-docker';
import { REGISTRY_CONTAINER, registryPort } from './registry';
import { machineFolders } from './machine-folders';

export interface MachineStatus {
  readonly stateDir: string;
  readonly stateKiB: number;
  /** @default - no container runtime answers, for the reasons in `why` */
  readonly containerRuntime?: { readonly program: string; readonly version: string; readonly startedHere: boolean };
  readonly why: readonly string[];
  readonly registry: { readonly host: string; readonly state: 'running' | 'stopped' | 'absent' };
  readonly images: readonly { readonly reference: string; readonly present: boolean }[];
  /** The packages that our own Docker's programs came from. */
  readonly packages: readonly string[];
}

/** What runs and what is there; changes nothing. */
export async function machineStatus(env: NodeJS.ProcessEnv = process.env): Promise<MachineStatus> {
  const host = thisHost(env);
  const folder = machineFolders(env);
  const own = new OwnDocker(host, folder);
  const { containerRuntime, why } = await answering(host, own);
  const containers = containerRuntime === undefined ? undefined : containersOf(containerRuntime);
  const registry = await containers?.find(REGISTRY_CONTAINER);
  const images = (Object.values(IMAGES) as string[]).map(async (reference) => ({
    reference,
    present: (await containers?.imageId(reference)) !== undefined,
  }));
  return {
    stateDir: folder.root,
    stateKiB: await diskUsage(new ProcessRunner(env), folder.root),
    ...(containerRuntime === undefined
      ? {}
      : {
          containerRuntime: {
            program: containerRuntime.program,
            version: containerRuntime.version,
            startedHere: containerRuntime.startedHere,
          },
        }),
    why,
    registry: {
      host: `localhost:${registryPort(env)}`,
      state: registry === undefined ? 'absent' : registry.running ? 'running' : 'stopped',
    },
    images: await Promise.all(images),
    packages: await own.programs.origin(),
  };
}
