import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import {
  parseRuntimeLayer,
  RUNTIME_PACKAGE_FILES,
  runtimePackage,
  runtimePackageFolder,
} from '../../contract/runtime-layer';
import { UsageError } from '../core/errors';
import { packageRoot } from '../core/package-root';

/** The runtime layer of an architecture: a folder of its npm package, or of a checkout that has built it. */
export class RuntimeLayer {
  /** The layer that is installed with this package. */
  public static ofPackage(architecture: string, root: string = packageRoot()): RuntimeLayer {
    return new RuntimeLayer(architecture, root);
  }

  public readonly path: string;
  /** Where the stage looks for it below its bundle. */
  public readonly folder: string;
  private readonly digest: string;

  private constructor(architecture: string, root: string) {
    this.folder = runtimePackageFolder(architecture);
    const beside = join(root, this.folder);
    const path = existsSync(join(beside, 'package.json')) ? beside : installed(architecture, root);
    const document = path === undefined ? '' : join(path, RUNTIME_PACKAGE_FILES.document);
    if (path === undefined || !existsSync(document)) throw missing(architecture, root);
    const { layer, tools } = parseRuntimeLayer(JSON.parse(readFileSync(document, 'utf8')), document);
    this.path = path;
    this.digest = [layer, tools].map(({ digest }) => digest.replace('sha256:', '').slice(0, 32)).join('');
  }

  /** Its digests name it, so that no synthesis has to read all of it. */
  public asset(scope: Construct, id: string): Asset {
    return new Asset(scope, id, { path: this.path, assetHash: this.digest });
  }
}

function installed(architecture: string, root: string): string | undefined {
  const name = runtimePackage(architecture);
  const paths = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  const manifest = paths.map((path) => join(path, name, 'package.json')).find(existsSync);
  return manifest === undefined ? undefined : dirname(manifest);
}

function missing(architecture: string, root: string): UsageError {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const name = runtimePackage(architecture);
  return new UsageError(
    'runtime-layer-missing',
    `the package ${name}, which has the runtime layer for the CPU class, is not installed; run npm install ${name}@${version}, or in a checkout npm run runtime -- build --arch ${architecture}`,
  );
}
