import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { scratch } from '../unit-scratch';
import { FIELDS } from './pipeline-scene';

/** A capture spec's file as a service team writes it; answers its path. */
export function specFile(change: object): string {
  const path = join(scratch(), 'eks-crac.yaml');
  writeFileSync(path, stringify({ version: 1, ...FIELDS, ...change }));
  return path;
}
