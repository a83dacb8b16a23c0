import { z } from 'zod';
import { absolutePath, port } from './fields';
import { InvalidDocument, parseDocument } from './validation';

/** The schema version that this release writes; `start` starts cold when it finds a newer one. */
export const CHECKPOINT_MANIFEST_SCHEMA = 1;
export const CHECKPOINT_MANIFEST_FILE = 'manifest';

const word = z.string().regex(/^\S+$/);
const line = z.string().regex(/^[^\n]*$/);
const pid = z.int().min(1);
const mode = z.string().regex(/^[0-7]{3,4}$/);
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

/**
 * Everything `start` reads from files. It holds no digest and no release number: either would change the image it
 * describes.
 */
export const checkpointManifestSchema = z.strictObject({
  schema: z.literal(CHECKPOINT_MANIFEST_SCHEMA),
  engine: word,
  run: word.describe('the id that the image carries as EKS_CRAC_RUN'),
  arch: word.describe('the machine as `uname -m` names it'),
  cpu: z.array(word).describe('CPU flags that the node must have'),
  kernel: word,
  clock: z.number().min(0).describe('seconds of the boot clock at the dump'),
  capabilities: z.array(word).describe('capabilities without the prefix CAP_'),
  // An engine that restores processes under their original PIDs needs `service`; one whose JVM restores itself `java`.
  service: pid.describe('the root of the dumped processes, to which signals go').optional(),
  java: absolutePath.describe('the java executable that was captured').optional(),
  variables: z.array(variable).describe('variables of the capture container, which a pod may lack').optional(),
  agent: z.literal('yes').describe('the process waits for what is handed over, and reports').optional(),
  processes: z.array(pid).describe('further processes of the checkpoint'),
  port,
  removed: z.array(absolutePath),
  // Changes made in the capture container, for checkpoints stored as plain files; modes are in chmod notation.
  folders: z.array(z.strictObject({ mode, path: absolutePath })),
  changed: z.array(z.strictObject({ mode, path: absolutePath })),
  links: z.array(z.strictObject({ path: absolutePath, target: line })),
  files: z.array(z.strictObject({ path: line, bytes: z.int().min(0) })).min(1),
});

export type CheckpointManifest = z.output<typeof checkpointManifestSchema>;

/** The keys that an engine's restore needs. */
export type EngineKeys = Pick<CheckpointManifest, 'service' | 'agent' | 'processes' | 'java' | 'variables'>;

const LISTS = new Set(['process', 'variable', 'removed', 'folder', 'changed', 'link', 'file']);

/** Renders the manifest as `key=value` lines, which `start` reads line by line. */
export function renderCheckpointManifest(manifest: CheckpointManifest): string {
  const {
    capabilities,
    changed,
    cpu,
    files,
    folders,
    links,
    processes,
    removed,
    variables = [],
    ...plain
  } = checkpointManifestSchema.parse(manifest);
  const lines = [
    ...Object.entries(plain).map(([key, value]) => `${key}=${value}`),
    `cpu=${cpu.join(' ')}`,
    `capabilities=${capabilities.join(' ')}`,
    ...processes.map((process) => `process=${process}`),
    ...variables.map((name) => `variable=${name}`),
    ...removed.map((path) => `removed=${path}`),
    ...folders.map((folder) => `folder=${folder.mode} ${folder.path}`),
    ...changed.map((file) => `changed=${file.mode} ${file.path}`),
    ...links.map((link) => `link=${link.path}\t${link.target}`),
    ...files.map(({ bytes, path }) => `file=${bytes} ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Parses the lines of a manifest; the schema validator reports what is wrong. */
export function parseCheckpointManifest(text: string, origin: string): CheckpointManifest {
  const single = new Map<string, string>();
  const lists = new Map<string, string[]>([...LISTS].map((key) => [key, []]));
  for (const entry of text.split('\n').filter((part) => part !== '')) {
    const split = entry.indexOf('=');
    if (split < 1) {
      throw new InvalidDocument({ kind: 'checkpoint manifest', origin }, [
        `the line ${JSON.stringify(entry)} is not key=value`,
      ]);
    }
    const key = entry.slice(0, split);
    const value = entry.slice(split + 1);
    const list = lists.get(key);
    if (list === undefined) single.set(key, value);
    else list.push(value);
  }
  const words = (key: string) =>
    single
      .get(key)
      ?.split(' ')
      .filter((part) => part !== '');
  const number = (key: string) => (single.has(key) ? Number(single.get(key)) : undefined);
  const variables = lists.get('variable') ?? [];
  const document = {
    ...Object.fromEntries(single),
    schema: number('schema'),
    clock: number('clock'),
    service: number('service'),
    port: number('port'),
    cpu: words('cpu'),
    capabilities: words('capabilities'),
    processes: lists.get('process')?.map(Number),
    ...(variables.length === 0 ? {} : { variables }),
    removed: lists.get('removed'),
    folders: lists.get('folder')?.map(placed),
    changed: lists.get('changed')?.map(placed),
    links: lists.get('link')?.map(link),
    files: lists.get('file')?.map(file),
  };
  return parseDocument(checkpointManifestSchema, document, { kind: 'checkpoint manifest', origin });
}

function file(value: string): { bytes: number; path: string } {
  const split = value.indexOf(' ');
  return { bytes: Number(value.slice(0, split)), path: value.slice(split + 1) };
}

function placed(value: string): { mode: string; path: string } {
  const split = value.indexOf(' ');
  return { mode: value.slice(0, split), path: value.slice(split + 1) };
}

function link(value: string): { path: string; target: string } {
  const split = value.indexOf('\t');
  return { path: value.slice(0, split), target: value.slice(split + 1) };
}
