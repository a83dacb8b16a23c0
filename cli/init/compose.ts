import { resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { ProjectFiles } from './project-files';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const names = z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))]);

/** What is read of a service; everything else of a compose file is left alone. */
const service = z.object({
  image: z.string().optional(),
  build: z
    .union([
      z.string().transform((context) => ({ context, dockerfile: undefined })),
      z.object({ context: z.string().default('.'), dockerfile: z.string().optional() }),
    ])
    .optional(),
  ports: z.array(z.union([text, z.object({ target: text }).transform(({ target }) => target)])).default([]),
  expose: z.array(text).default([]),
  environment: z
    .union([
      z.record(z.string(), text.nullable()),
      z.array(z.string()).transform((list) => Object.fromEntries(list.map((line) => pairOf(line)))),
    ])
    .default({}),
  depends_on: names.default([]),
  command: z.unknown().optional(),
  volumes: z.array(z.unknown()).default([]),
  profiles: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.union([z.string(), z.array(z.string())]).default('') }).optional(),
});

const document = z.object({ services: z.record(z.string(), service) });

export type ComposeService = z.output<typeof service> & { readonly name: string };

/** A compose file: the service of this folder, if it has one, and the services that it needs. */
export interface Compose {
  readonly file: string;
  readonly own: ComposeService | undefined;
  readonly others: readonly ComposeService[];
}

const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Reads the compose file of a folder; a problem is a text instead. */
export function readCompose(files: ProjectFiles): Compose | { readonly problem: string } | undefined {
  const file = files.first(...FILES);
  if (file === undefined) return undefined;
  const read = document.safeParse(yamlOf(file.text));
  if (!read.success) return { problem: `${file.name} is no compose file that can be read` };
  const all = Object.entries(read.data.services).map(([name, one]) => ({ name, ...one }));
  const own = all.find(({ build }) => build !== undefined && isSame(files.folder, build.context));
  return { file: file.name, own, others: own === undefined ? all.filter(isUsual) : needed(own, all) };
}

function yamlOf(given: string): unknown {
  try {
    return parse(given, { merge: true });
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function isSame(folder: string, context: string): boolean {
  return resolve(folder, context) === resolve(folder);
}

/** Services of a profile are started on demand. */
function isUsual({ profiles }: ComposeService): boolean {
  return profiles.length === 0;
}

/** What the service says that it depends on, and what these do; everything else if it says nothing. */
function needed(own: ComposeService, all: readonly ComposeService[]): readonly ComposeService[] {
  if (own.depends_on.length === 0) return all.filter((one) => one !== own && isUsual(one));
  const wanted = new Set(own.depends_on);
  for (const name of wanted) all.find((one) => one.name === name)?.depends_on.forEach((next) => wanted.add(next));
  return all.filter((one) => one !== own && wanted.has(one.name));
}

function pairOf(line: string): [string, string | null] {
  const split = line.indexOf('=');
  return split < 0 ? [line, null] : [line.slice(0, split), line.slice(split + 1)];
}

/** Fills in the defaults of `${NAME:-default}`; undefined where only the environment of compose knows the value. */
export function interpolated(value: string | null): string | undefined {
  if (value === null) return undefined;
  const filled = value.replace(/(?<!\$)\$\{\w+:?-([^}]*)\}/g, '$1');
  return /(?<!\$)\$(\w|\{)/.test(filled) ? undefined : filled.replaceAll('$$', '$');
}

/** The port of the container in `8080`, `8080/tcp`, `9090:8080` and `127.0.0.1:9090:8080`. */
export function containerPort(mapping: string): number | undefined {
  const [, port] = /(?:^|:)(\d+)(?:\/tcp)?$/.exec(interpolated(mapping) ?? '') ?? [];
  return port === undefined ? undefined : Number(port);
}
