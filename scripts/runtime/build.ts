import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RUNTIME_LAYER_SCHEMA, RUNTIME_PACKAGE_FILES, runtimePackageFolder } from '../../contract';
import type { RuntimeLayerDocument } from '../../contract';
import { packagePath } from '../../kit/package-path';
import { runtimeInputs } from '../../kit/runtime-inputs';
import { inputsLock } from './inputs';
import { partsOf } from './parts-list';
import { layerParts } from './parts/layer';
import { toolsParts } from './parts/tools-image';
import type { Target } from './target';
import type { TreeEntry } from './tar/tree';
import { writeTar } from './tar/write-tar';
import type { WrittenTar } from './tar/write-tar';
import { folderOnce } from './workspace';
import type { Workspace } from './workspace';

const LICENCES = 'licenses';
const KEPT = 4;

/** What a build puts into the package of an architecture; the document is last, since it vouches for the others. */
const BUILT = [RUNTIME_PACKAGE_FILES.layer, RUNTIME_PACKAGE_FILES.tools, LICENCES, RUNTIME_PACKAGE_FILES.document];

/** Builds the runtime layer of a target into its package, unless the same inputs were built on this machine before. */
export async function buildPackage(target: Target, space: Workspace): Promise<void> {
  const digest = requireInputs()
    .replace(/^sha256:/, '')
    .slice(0, 16);
  const layers = join(space.scratch, 'layers', target);
  const built = await folderOnce(join(layers, digest), (draft) => buildInto(draft, target, space));
  await keepNewest(layers, built);
  const folder = packagePath(runtimePackageFolder(target));
  for (const name of BUILT) await replace(join(built, name), join(folder, name));
  space.say(`runtime layer for ${target}: ${folder}`);
}

/**
 * Another build may be reading, so that a file is the old one or the new one at any time. Tools that walk the checkout
 * must leave out what is replaced, and `.part`: both vanish while they look.
 */
async function replace(from: string, to: string): Promise<void> {
  const draft = `${to}.${process.pid}.part`;
  await cp(from, draft, { recursive: true });
  if ((await stat(draft)).isDirectory()) await rm(to, { recursive: true, force: true });
  await rename(draft, to);
}

/** Each has 70 MB: the last ones are kept for checkouts of other commits. */
async function keepNewest(layers: string, used: string): Promise<void> {
  await utimes(used, new Date(), new Date());
  const folders = (await readdir(layers)).map((name) => join(layers, name));
  const times = await Promise.all(folders.map(async (path) => ({ path, time: (await stat(path)).mtimeMs })));
  const old = times.sort((one, other) => other.time - one.time).slice(KEPT);
  for (const { path } of old) await rm(path, { recursive: true, force: true });
}

/** Builds archives, licences and document into a folder. */
export async function buildInto(folder: string, target: Target, space: Workspace): Promise<void> {
  const inputs = inputsLock();
  const work = await mkdtemp(join(tmpdir(), 'eks-crac-runtime-'));
  try {
    const layer = await layerParts(inputs, space, target, work);
    const tools = await toolsParts(inputs, space, target);
    const archives = {
      layer: await writeTar(join(folder, RUNTIME_PACKAGE_FILES.layer), layer.entries, 'opt/eks-crac'),
      tools: await writeTar(join(folder, RUNTIME_PACKAGE_FILES.tools), tools.entries),
    };
    const document = documentOf(target, archives, partsOf(inputs, layer, tools));
    await writeFile(join(folder, RUNTIME_PACKAGE_FILES.document), `${JSON.stringify(document, undefined, 2)}\n`);
    await writeFiles(join(folder, LICENCES, 'layer'), layer.licences);
    await writeFiles(join(folder, LICENCES, 'tools'), tools.licences);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function documentOf(
  architecture: Target,
  { layer, tools }: Record<'layer' | 'tools', WrittenTar>,
  parts: RuntimeLayerDocument['parts'],
): RuntimeLayerDocument {
  const archive = ({ bytes, sha256 }: WrittenTar) => ({ digest: `sha256:${sha256}`, bytes });
  const inputs = requireInputs();
  return { schema: RUNTIME_LAYER_SCHEMA, architecture, inputs, layer: archive(layer), tools: archive(tools), parts };
}

function requireInputs(): string {
  const inputs = runtimeInputs(packagePath(''));
  if (inputs === undefined) throw new TypeError('only a checkout has the inputs of the runtime layer');
  return inputs;
}

/** Licences as plain files; npm packs no links. */
async function writeFiles(folder: string, entries: readonly TreeEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind !== 'file') continue;
    const path = join(folder, entry.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, entry.content);
  }
}
