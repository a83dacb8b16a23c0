import { posix } from 'node:path';
import { fetchCommand, findFetchReport, STORE_FOLDER, VARIABLES } from '../../../contract';
import type { FetchReport, PackedCheckpoint } from '../../../contract';
import { plainShape } from '../../../engines';
import type { ContainerMount } from '../../containers';
import type { StageContext } from '../../context/stage-context';
import type { Proven } from '../states';

/** The folder of the volume into which `fetch` unpacks: it belongs to the user of the service. */
export const UNPACKED = 'unpacked';
export const UNPACKED_FOLDER = posix.join(STORE_FOLDER, UNPACKED);

const UNPACK_SECONDS = 600;

/** What `fetch` reads, and how. */
export interface FetchRequest {
  /** `s3://BUCKET/PREFIX` or the path of a folder. */
  readonly source: string;
  readonly packed: PackedCheckpoint;
  /** One of them at `STORE_FOLDER`, with the folder `UNPACKED`. */
  readonly mounts: readonly ContainerMount[];
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
}

/** What of a run an init container of `vN` needs. */
export type FetchingRun = Pick<Proven, 'digests' | 'network' | 'user'>;

/** Returns `vN`, by digest. */
export function serviceImage({ repository }: StageContext, { digests }: Pick<Proven, 'digests'>): string {
  return `${repository.repository}@${digests.service}`;
}

/** Creates an init container of `vN`, which has the user and the limits of a pod. */
export function fetchContainer(
  context: StageContext,
  run: FetchingRun,
  { env = {}, mounts, packed, source }: FetchRequest,
): Promise<string> {
  const [entrypoint, ...command] = fetchCommand(source, UNPACKED_FOLDER, packed);
  const { cpu, memoryMiB } = context.spec.run;
  return context.containers.create({
    ...{ image: serviceImage(context, run), entrypoint, command, labels: context.run.labels, mounts },
    network: { kind: 'network', name: run.network.name, aliases: [] },
    env: { [VARIABLES.fetchSeconds]: String(UNPACK_SECONDS), ...env },
    shape: plainShape({ user: run.user, limits: { cpu, memoryMiB }, readOnlyRoot: true, volumes: [] }),
  });
}

/** Runs an init container to its end, and removes it; returns what it reports, or its log where it could not fetch. */
export async function fetched(
  { containers }: StageContext,
  container: string,
): Promise<FetchReport | { readonly log: string }> {
  await containers.start(container);
  await containers.wait(container, UNPACK_SECONDS * 1000);
  const { stderr } = await containers.logs(container);
  await containers.remove('container', [container]);
  return findFetchReport(stderr) ?? { log: stderr.trim() };
}
