import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { InvalidDocument, parseRuntimeLayer, RUNTIME_PACKAGE_FILES, runtimePackage } from '../../contract';
import type { RuntimeArchive, RuntimeLayerDocument } from '../../contract';
import { packagePath } from '../../kit/package-path';
import { exitedOrThrow } from '../../kit/process';
import type { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { runtimeInputs } from '../../kit/runtime-inputs';
import { findPackage } from './find-package';

export interface ArchiveRequest {
  readonly archive: RuntimeArchive;
  /** In OCI notation. */
  readonly architecture: string;
  readonly runner: ProcessRunner;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
  /** The folder of eks-crac. @default - this package */
  readonly root?: string;
}

/** Returns the path of an archive of the runtime layer, whose content was checked. A checkout builds it if need be. */
export async function runtimeArchive(request: ArchiveRequest): Promise<string> {
  const { archive, architecture, root = packagePath('') } = request;
  const folder = findPackage(root, architecture);
  if (folder === undefined) throw missing(root, architecture);
  const inputs = runtimeInputs(root);
  if (inputs !== undefined && documentOf(folder)?.inputs !== inputs) await build(request, root);
  const document = documentOf(folder);
  if (document === undefined) throw missing(root, architecture);
  const path = join(folder, RUNTIME_PACKAGE_FILES[archive]);
  const found = await digestOf(path);
  if (found === document[archive].digest) return path;
  throw new Failure(
    'runtime-layer-missing',
    `${path} is damaged: its digest is ${found}, and layer.json says ${document[archive].digest}`,
    `install ${runtimePackage(architecture)} again; in a checkout, delete ${folder}/layer.json`,
  );
}

/** Puts an archive into the context of an image build, without a copy where the file system allows that. */
export async function placeArchive(archive: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await link(archive, path).catch(() => copyFile(archive, path));
}

function documentOf(folder: string): RuntimeLayerDocument | undefined {
  const path = join(folder, RUNTIME_PACKAGE_FILES.document);
  if (!existsSync(path)) return undefined;
  try {
    return parseRuntimeLayer(JSON.parse(readFileSync(path, 'utf8')), path);
  } catch (error) {
    if (error instanceof InvalidDocument || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function build({ architecture, onLine, runner, signal }: ArchiveRequest, root: string): Promise<void> {
  try {
    const argv = ['npm', 'run', '--silent', 'runtime', '--', 'build', '--arch', architecture];
    await runner.run(argv, { cwd: root, signal, ...(onLine === undefined ? {} : { onLine }) });
  } catch (error) {
    throw new Failure(
      'runtime-layer-missing',
      `the runtime layer for ${architecture} could not be built: ${exitedOrThrow(error).message}`,
      `\`npm run runtime -- build --arch ${architecture}\` repeats the build alone`,
      { cause: error },
    );
  }
}

function missing(root: string, architecture: string): Failure {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const name = runtimePackage(architecture);
  return new Failure(
    'runtime-layer-missing',
    `the package ${name}, which has the runtime layer for images of linux/${architecture}, is not installed`,
    `npm install ${name}@${version}`,
  );
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'none, as there is no such file';
    throw error;
  }
  return `sha256:${hash.digest('hex')}`;
}
