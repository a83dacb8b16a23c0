import { Command } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parse } from 'yaml';
import { parseCaptureSpec } from '../../contract';
import { packagePath } from '../../kit/package-path';
import { Failure } from '../../kit/report/failure';
import { invocation } from '../../machine';
import { draftSpec } from '../init/draft-spec';
import type { Draft, Remark } from '../init/draft';
import { renderDraft } from '../init/render-draft';
import { writeWhole } from '../write-whole';

interface InitOptions {
  readonly force: boolean;
  readonly json: boolean;
}

const SPEC_FILE = 'eks-crac.yaml';

/** `init`: writes a capture spec from what is found in the folder of a service. */
export function initCommand(): Command {
  return new Command('init')
    .description('write a commented eks-crac.yaml from Dockerfile, build, settings and compose file of a service')
    .argument('[folder]', 'the folder of the service', '.')
    .option('--force', 'replace an eks-crac.yaml that is there', false)
    .option('--json', 'print one JSON document: what was found, and what was not', false)
    .action(run);
}

function run(folder: string, { force, json }: InitOptions): void {
  requireFolder(folder);
  const file = join(folder, SPEC_FILE);
  if (existsSync(file) && !force) {
    throw new Failure('usage', `there is a ${file} already`, 'edit it, or pass --force to replace it');
  }
  const draft = draftSpec(folder);
  const text = renderDraft(draft, schemaFrom(folder));
  // What is written must be what the other commands read.
  parseCaptureSpec(parse(text), file);
  writeWhole(file, text);
  const next = invocation(process.env, ['rehearse', '--spec', file]);
  process.stdout.write(
    json ? `${JSON.stringify(document(file, draft, next), undefined, 2)}\n` : summary(file, draft, next),
  );
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new Failure('usage', `${folder} is no folder`, 'name the folder with the Dockerfile of the service');
}

/** Editors look for it from the folder of the file. */
function schemaFrom(folder: string): string {
  const path = relative(resolve(folder), packagePath('contract/capture-spec.schema.json'));
  return path.startsWith('.') ? path : `./${path}`;
}

function document(file: string, { remarks, spec }: Draft, next: string) {
  const of = (kind: Remark['kind']) =>
    remarks.filter((one) => one.kind === kind).map(({ field, text }) => ({ field, text }));
  return { file, spec, found: of('found'), missing: of('missing'), notes: of('note'), next };
}

const SIGNS = { found: '✔', missing: '?', note: '!' } as const;

function summary(file: string, { remarks }: Draft, next: string): string {
  const lines = remarks.map(({ field, kind, text }) => `${SIGNS[kind]} ${field}: ${text}\n`);
  return `wrote ${file}\n${lines.join('')}\nnext, capture the service and measure its starts:\n  ${next}\n`;
}
