import { z } from 'zod';
import { absolutePath, port } from './fields';
import { kernelNeed } from './kernel-needs';
import { InvalidDocument, parseDocument } from './validation';

/** The schema version that this release writes; `start` starts cold when it finds a newer one. */
export const CHECKPOINT_MANIFEST_SCHEMA = 1;
export const CHECKPOINT_MANIFEST_FILE = 'manifest';

const word = z.string().regex(/^\S+$/);
const line = z.string().regex(/^[^\n]*$/);
const pid = z.int().min(1);
const mode = z.string().regex(/^[0-7]{3,4}$/);
const placed = z.strictObject({ mode, path: absolutePath });
const symbolicLink = z.strictObject({ path: absolutePath, target: line });
const otherName = z.strictObject({ path: absolutePath, target: absolutePath });
const count = z.int().min(0);
const fileRange = z.strictObject({ offset: count, bytes: z.int().min(1) });
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
  needs: z.array(kernelNeed),
  // Absent when the clock library keeps the clock of the service.
  clock: z.number().min(0).describe('seconds of the boot clock at the dump').optional(),
  capabilities: z.array(word).describe('capabilities without the prefix CAP_'),
  // An engine that restores processes under their original PIDs needs `service`; one whose JVM restores itself `java`.
  service: pid.describe('the root of the dumped processes, to which signals go').optional(),
  java: absolutePath.describe('the java executable that was captured').optional(),
  variables: z.array(variable).describe('variables of the capture container, which a pod may lack').optional(),
  options: z.array(word).describe('options of the JVM in variables of the capture container').optional(),
  restore: z.array(line).describe('options with which the java executable restores itself, or more of CRIU').optional(),
  properties: absolutePath
    .describe('a file for the properties of the pod, which the JVM reads at its restore')
    .optional(),
  additions: absolutePath.describe('such a file for the variables of the pod that the capture had not').optional(),
  agent: z.literal('yes').describe('the process waits for what is handed over, and reports').optional(),
  port,
  ahead: z
    .array(fileRange)
    .describe('ranges of the memory file that a restored service uses first, in bytes')
    .optional(),
  removed: z.array(absolutePath),
  // Made or changed in the capture container, for checkpoints in stores; modes are in chmod notation.
  folders: z.array(placed),
  added: z.array(placed),
  changed: z.array(placed),
  links: z.array(symbolicLink),
  // Other names of files that were added or changed: hard links.
  names: z.array(otherName).optional(),
  // What the image had in the place of files that the service changed or removed.
  originals: z.array(placed),
  originalFolders: z.array(placed),
  originalLinks: z.array(symbolicLink),
  files: z.array(z.strictObject({ path: line, bytes: count })).min(1),
});

export type CheckpointManifest = z.output<typeof checkpointManifestSchema>;

/** A part of a file, in bytes. */
export type FileRange = Readonly<z.output<typeof fileRange>>;

/** The keys that an engine's restore needs. */
export type EngineKeys = Pick<
  CheckpointManifest,
  'service' | 'agent' | 'java' | 'restore' | 'properties' | 'additions' | 'variables' | 'options'
>;

const LISTS = [
  ...['ahead', 'variable', 'option', 'restore', 'removed', 'folder', 'added', 'changed', 'link', 'name'],
  ...['original', 'originalFolder', 'originalLink', 'file'],
];

type Placed = z.output<typeof placed>;
type SymbolicLink = z.output<typeof symbolicLink>;

const placedLine =
  (key: string) =>
  ({ mode: octal, path }: Placed) =>
    `${key}=${octal} ${path}`;
const linkLine =
  (key: string) =>
  ({ path, target }: SymbolicLink) =>
    `${key}=${path}\t${target}`;

/** Renders the manifest as `key=value` lines, which `start` reads line by line. */
export function renderCheckpointManifest(manifest: CheckpointManifest): string {
  const {
    ahead = [],
    capabilities,
    cpu,
    files,
    names = [],
    needs,
    removed,
    variables = [],
    options = [],
    restore = [],
    ...others
  } = checkpointManifestSchema.parse(manifest);
  const { added, changed, folders, links, originalFolders, originalLinks, originals, ...plain } = others;
  const lines = [
    ...Object.entries(plain).map(([key, value]) => `${key}=${value}`),
    `cpu=${cpu.join(' ')}`,
    `capabilities=${capabilities.join(' ')}`,
    `needs=${needs.join(' ')}`,
    ...variables.map((name) => `variable=${name}`),
    ...options.map((option) => `option=${option}`),
    ...restore.map((option) => `restore=${option}`),
    ...ahead.map(({ bytes, offset }) => `ahead=${offset} ${bytes}`),
    ...removed.map((path) => `removed=${path}`),
    ...folders.map(placedLine('folder')),
    ...added.map(placedLine('added')),
    ...changed.map(placedLine('changed')),
    ...links.map(linkLine('link')),
    ...names.map(linkLine('name')),
    ...originals.map(placedLine('original')),
    ...originalFolders.map(placedLine('originalFolder')),
    ...originalLinks.map(linkLine('originalLink')),
    ...files.map(({ bytes, path }) => `file=${bytes} ${path}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Parses the lines of a manifest; the schema validator reports what is wrong. */
export function parseCheckpointManifest(text: string, origin: string): CheckpointManifest {
  const { lists, single } = readLines(text, origin);
  const words = (key: string) =>
    single
      .get(key)
      ?.split(' ')
      .filter((part) => part !== '');
  const number = (key: string) => (single.has(key) ? Number(single.get(key)) : undefined);
  const ahead = lists.get('ahead') ?? [];
  const variables = lists.get('variable') ?? [];
  const options = lists.get('option') ?? [];
  const restore = lists.get('restore') ?? [];
  const names = lists.get('name') ?? [];
  const document = {
    ...Object.fromEntries(single),
    schema: number('schema'),
    clock: number('clock'),
    service: number('service'),
    port: number('port'),
    cpu: words('cpu'),
    capabilities: words('capabilities'),
    needs: words('needs'),
    ...(variables.length === 0 ? {} : { variables }),
    ...(options.length === 0 ? {} : { options }),
    ...(restore.length === 0 ? {} : { restore }),
    ...(ahead.length === 0 ? {} : { ahead: ahead.map(toRange) }),
    ...(names.length === 0 ? {} : { names: names.map(toLink) }),
    removed: lists.get('removed'),
    folders: lists.get('folder')?.map(toPlaced),
    added: lists.get('added')?.map(toPlaced),
    changed: lists.get('changed')?.map(toPlaced),
    links: lists.get('link')?.map(toLink),
    originals: lists.get('original')?.map(toPlaced),
    originalFolders: lists.get('originalFolder')?.map(toPlaced),
    originalLinks: lists.get('originalLink')?.map(toLink),
    files: lists.get('file')?.map(toFile),
  };
  return parseDocument(checkpointManifestSchema, document, { kind: 'checkpoint manifest', origin });
}

interface Lines {
  readonly single: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

function readLines(text: string, origin: string): Lines {
  const single = new Map<string, string>();
  const lists = new Map<string, string[]>(LISTS.map((key) => [key, []]));
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
  return { single, lists };
}

function toFile(value: string): { bytes: number; path: string } {
  const split = value.indexOf(' ');
  return { bytes: Number(value.slice(0, split)), path: value.slice(split + 1) };
}

function toRange(value: string): FileRange {
  const [offset = NaN, bytes = NaN] = value.split(' ').map(Number);
  return { offset, bytes };
}

function toPlaced(value: string): Placed {
  const split = value.indexOf(' ');
  return { mode: value.slice(0, split), path: value.slice(split + 1) };
}

function toLink(value: string): SymbolicLink {
  const split = value.indexOf('\t');
  return { path: value.slice(0, split), target: value.slice(split + 1) };
}
