import { keepCommand, NODE_FOLDER, VARIABLES } from '../../../contract';
import { plainShape } from '../../../engines';
import { waitUntil } from '../../../kit/wait';
import type { ContainerMount } from '../../../stage/containers';
import { serviceImage } from '../../../stage/steps/stores/fetch-container';
import { packOf } from './store-bench';
import type { Source, StoreBench } from './store-bench';

const UNPACK_MS = 600_000;
const POLL_MS = 20;
const KEPT = '"eks-crac":"keep"';

const made = new WeakMap<StoreBench, Promise<ContainerMount>>();

/** Returns the folder of the node, which a container like that of a DaemonSet has filled once for all pods. */
export function nodeVolume(bench: StoreBench, source: Source): Promise<ContainerMount> {
  const known = made.get(bench) ?? fill(bench, source);
  made.set(bench, known);
  return known;
}

async function fill({ capture, context }: StoreBench, { env = {}, source }: Source): Promise<ContainerMount> {
  const { containers, run, signal, spec } = context;
  const volume = run.name('node');
  await containers.createVolume(volume, run.labels);
  const [entrypoint, ...command] = keepCommand(source, NODE_FOLDER, packOf(capture.record));
  const { cpu, memoryMiB } = spec.run;
  const container = await containers.run({
    ...{ image: serviceImage(context, capture.published), entrypoint, command, labels: run.labels },
    network: { kind: 'network', name: capture.published.network.name, aliases: [] },
    env: { [VARIABLES.fetchSeconds]: String(UNPACK_MS / 1000), ...env },
    mounts: [{ volume, path: NODE_FOLDER }],
    // The folder of a node belongs to root.
    shape: plainShape({ user: { uid: 0, gid: 0 }, limits: { cpu, memoryMiB }, readOnlyRoot: true, volumes: [] }),
  });
  await waitUntil<true>({ timeoutMs: UNPACK_MS, intervalMs: POLL_MS, signal }, async () => {
    const { stderr } = await containers.logs(container);
    return stderr.includes(KEPT) ? { found: true } : { seen: stderr.trim() };
  });
  return { volume, path: NODE_FOLDER, readOnly: true };
}
