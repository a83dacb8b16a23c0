import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNTIME_PACKAGE_FILES, runtimePackage, runtimePackageFolder } from '../../contract';
import type { RuntimeArchive, RuntimeLayerDocument } from '../../contract';

/** Writes a package of the runtime layer whose archives are short texts; returns its folder. */
export function runtimePackageIn(root: string, architecture: 'amd64' | 'arm64', inputs = 'a'.repeat(64)): string {
  const folder = join(root, runtimePackageFolder(architecture));
  mkdirSync(folder, { recursive: true });
  const archive = (name: RuntimeArchive) => {
    const content = `${name} of ${architecture}`;
    writeFileSync(join(folder, RUNTIME_PACKAGE_FILES[name]), content);
    return { digest: `sha256:${createHash('sha256').update(content).digest('hex')}`, bytes: content.length };
  };
  const document: RuntimeLayerDocument = {
    ...{ schema: 1, architecture, inputs: `sha256:${inputs}` },
    ...{ layer: archive('layer'), tools: archive('tools'), parts: [] },
  };
  writeFileSync(join(folder, RUNTIME_PACKAGE_FILES.document), JSON.stringify(document));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: runtimePackage(architecture) }));
  return folder;
}
