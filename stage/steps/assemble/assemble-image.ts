import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CHECKPOINT_FOLDER,
  CHECKPOINT_MANIFEST_FILE,
  CHECKPOINT_MANIFEST_SCHEMA,
  cgroupNeed,
  renderCheckpointManifest,
} from '../../../contract';
import type { CheckpointFile, FileRange } from '../../../contract';
import { requiredCpuFlags } from '../../../engines';
import { changedPaths, isForeign } from './changed-paths';
import type { ChangedPaths } from './changed-paths';
import { checkpointFiles } from './collect-checkpoint';
import { volumeChanges } from './declared-volumes';
import { LayerArchive } from './layer-archive';
import type { ArchivedFile, ChangedEntry } from './layer-archive';
import { addOriginals } from './originals';
import type { Originals } from './originals';
import { requireWritable } from './writable-paths';
import type { RewrittenCheckpoint, WorkingSet } from '../../engines';
import { layerRoot, placesFiles } from '../layer-root';
import { PRIVATE_FILE } from '../../../kit/private-files';
import type { StageContext } from '../../context/stage-context';
import { diskFull } from '../../run/disk-full';
import type { Assembled, Captured, CaptureHost } from '../states';

const ALL_COPIED: RewrittenCheckpoint = {
  mappedBytes: 0,
  copiedBytes: 0,
  mappedProcess: undefined,
  readAhead: [],
  kernelNeeds: [],
  deletedPaths: [],
};

/**
 * Adds the checkpoint as the engine rewrites it, and every file that the container changed, as one layer on the service's
 * image.
 */
export async function assembleImage(
  context: StageContext,
  captured: Captured,
  checkpointFolder: string,
  workingSet?: WorkingSet,
): Promise<Assembled> {
  const { run } = context;
  const found = await captureHost(context, captured);
  const folder = run.workFolder('assemble');
  const archive = openLayer(context, captured, join(folder, 'layer.tar'));
  try {
    const {
      files,
      folder: publishedFolder,
      memory,
    } = await addCheckpoint(context, archive, captured, checkpointFolder, workingSet);
    const host = { ...found, needs: [...found.needs, ...memory.kernelNeeds] };
    const { captured: changed, changes, originals, placed } = await addChanges(context, captured, archive);
    archive.addText(
      `${CHECKPOINT_FOLDER}/${CHECKPOINT_MANIFEST_FILE}`,
      manifest(context, captured, host, { files, placed, originals, changes, ahead: memory.readAhead }),
    );
    await archive.close();
    const checkpointImage = await buildLayer(context, captured, folder);
    return {
      ...captured,
      checkpointFolder,
      publishedFolder,
      checkpointImage,
      files,
      memory,
      capturedPaths: changed,
      removedPaths: originals.removed,
      deletedPaths: memory.deletedPaths,
      rawBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      layerArchive: archive.file,
      host,
    };
  } catch (error) {
    const first = await archive.abandon(error instanceof Error ? error : new Error(String(error)));
    throw diskFull(first, 'layer', folder) ?? first;
  }
}

function openLayer(context: StageContext, captured: Captured, file: string): LayerArchive {
  const { containers } = context;
  // Everything in the diff was written by the service.
  const owner = containers.copyKeepsOwners ? undefined : captured.user;
  return new LayerArchive(containers, captured.container, file, owner, layerRoot(context, captured));
}

interface AddedChanges extends Omit<ManifestFiles, 'files' | 'ahead'> {
  /** The paths of the files that the container had changed. */
  readonly captured: readonly string[];
}

async function addChanges(context: StageContext, captured: Captured, archive: LayerArchive): Promise<AddedChanges> {
  const listed = await context.containers.changes(captured.container);
  const changes = changedPaths([...listed, ...(await volumeChanges(context, captured))]);
  const changed: ArchivedFile[] = [];
  for (const path of changes.added) changed.push(...(await archive.addTree(path, isForeign)));
  for (const path of changes.changed) changed.push(...(await archive.addFile(path)));
  const placed = [...archive.entries];
  const paths = placed.map(({ path }) => path);
  if (placesFiles(context, captured)) await requireWritable(context, captured, paths);
  const replaced = paths.filter((path) => changes.changed.includes(path));
  const originals = await addOriginals(context, captured, archive, replaced, changes);
  return { captured: changed.map(({ path }) => path), changes, placed, originals };
}

async function addCheckpoint(
  { engine, run, spec }: StageContext,
  archive: LayerArchive,
  { user }: Captured,
  source: string,
  workingSet: WorkingSet | undefined,
): Promise<{ readonly files: CheckpointFile[]; readonly folder: string; readonly memory: RewrittenCheckpoint }> {
  const target = run.workFolder('rewritten');
  const memory = engine.rewrite?.(source, target, { memory: spec.checkpoint.memory, workingSet }) ?? ALL_COPIED;
  const folder = engine.rewrite === undefined ? source : target;
  const files: CheckpointFile[] = [];
  archive.addFolder(CHECKPOINT_FOLDER, user);
  for (const path of checkpointFiles(folder)) {
    const { bytes, digest } = await archive.addHostFile(join(folder, path), `${CHECKPOINT_FOLDER}/${path}`, user);
    files.push({ path, bytes, digest });
  }
  return { files, folder, memory };
}

interface ManifestFiles {
  readonly files: readonly CheckpointFile[];
  /** Files made or changed in the container, outside the checkpoint. */
  readonly placed: readonly ChangedEntry[];
  readonly originals: Originals;
  readonly changes: ChangedPaths;
  readonly ahead: readonly FileRange[];
}

function manifest(
  context: StageContext,
  captured: Captured,
  host: CaptureHost,
  { ahead, changes, files, originals, placed }: ManifestFiles,
): string {
  const [made, original] = [byType(placed), byType(originals.entries)];
  const isChanged = ({ path }: { readonly path: string }) => changes.changed.includes(path);
  return renderCheckpointManifest({
    schema: CHECKPOINT_MANIFEST_SCHEMA,
    engine: context.engine.data.type,
    run: captured.imageRun,
    arch: host.machine,
    cpu: [...host.cpuFlags],
    kernel: host.kernel,
    needs: [...host.needs],
    ...(captured.taken.clockSeconds === undefined ? {} : { clock: captured.taken.clockSeconds }),
    capabilities: [...context.engine.data.restore.capabilities],
    ...captured.taken.manifest,
    port: context.spec.run.port,
    ahead: [...ahead],
    removed: [...originals.removed],
    folders: made.folders,
    added: made.files.filter((file) => !isChanged(file)),
    changed: made.files.filter(isChanged),
    links: made.links,
    names: made.names,
    originals: original.files,
    originalFolders: original.folders,
    originalLinks: original.links,
    files: files.map(({ bytes, path }) => ({ bytes, path })),
  });
}

function byType(entries: readonly ChangedEntry[]) {
  const ofType = (type: ChangedEntry['type']) => entries.filter((entry) => entry.type === type);
  const placed = ({ mode, path }: ChangedEntry) => ({ mode, path });
  const pointing = ({ path, target }: ChangedEntry) => ({ path, target });
  return {
    files: ofType('file').map(placed),
    folders: ofType('folder').map(placed),
    links: ofType('link').map(pointing),
    names: ofType('name').map(pointing),
  };
}

/** Determined inside a container: the container runtime may run on another machine. */
async function captureHost(context: StageContext, captured: Captured): Promise<CaptureHost> {
  const ask = async (argv: readonly string[]) =>
    (await context.containers.exec(captured.sandbox.container, argv)).stdout;
  const [cpuinfo, selfCgroup, kernel, machine] = await Promise.all([
    ask(['cat', '/proc/cpuinfo']),
    ask(['cat', '/proc/self/cgroup']),
    ask(['uname', '-r']),
    ask(['uname', '-m']),
  ]);
  return {
    cpuFlags: requiredCpuFlags(cpuinfo),
    needs: [cgroupNeed(selfCgroup)],
    kernel: kernel.trim(),
    machine: machine.trim(),
  };
}

async function buildLayer(context: StageContext, captured: Captured, folder: string): Promise<string> {
  const { containers, run } = context;
  const tag = run.tag('checkpoint');
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${captured.image}\nADD layer.tar /\n`, PRIVATE_FILE);
  await containers.build({
    context: folder,
    dockerfile: join(folder, 'Dockerfile'),
    tag,
    args: {},
    labels: run.labels,
  });
  return tag;
}
