import { readFileSync, writeFileSync } from 'node:fs';
import { packagePath } from '../kit/package-path';
import { captureSpecJsonSchema } from './docs/schema';
import { PAGES, regenerated } from './docs/sections';

/** Writes the JSON Schema of the capture spec and the generated sections of the pages. */
writeFileSync(packagePath('contract/capture-spec.schema.json'), captureSpecJsonSchema());
for (const page of PAGES) {
  const path = packagePath(page);
  writeFileSync(path, regenerated(readFileSync(path, 'utf8')));
}
