import { z } from 'zod';
import { captureSpecSchema, parseCaptureSpec } from '../../contract';
import { DETAILS } from './capture-spec-details';
import { fields, typeOf, unsaidChoices } from './json-schema';
import type { Field, Schema } from './json-schema';
import { code, item } from './text';

/** The first names of the fields that stand under one heading. */
const GROUP = {
  service: ['version', 'service', 'build', 'image', 'engine'],
  run: ['run', 'readiness'],
  checkpoint: ['checkpoint'],
  companions: ['companions'],
  'warm-up': ['warmUp'],
  gate: ['gate'],
  publish: ['publish'],
  aws: ['cpuClass', 'credentials'],
} as const;

export type Group = keyof typeof GROUP;
export const GROUPS = Object.keys(GROUP) as readonly Group[];

/** Every field of the capture spec. */
export function captureSpecFields(): readonly Field[] {
  return fields(z.toJSONSchema(captureSpecSchema, { io: 'input', unrepresentable: 'any' }) as Schema);
}

/** The fields of one group, each with type, default and text. */
export function captureSpecGroup(group: Group): string {
  const names: readonly string[] = GROUP[group];
  return captureSpecFields()
    .filter(({ path }) => names.includes(path.split(/[.[]/)[0] ?? ''))
    .map(described)
    .join('\n');
}

/** The least that can be written: what it becomes shows defaults that the JSON Schema cannot say. */
const LEAST = {
  version: 1,
  service: 'customers',
  run: { port: 8080 },
  readiness: { path: '/health' },
  warmUp: { requests: [{ path: '/' }] },
};

function described({ isRequired, path, schema }: Field): string {
  const given = 'default' in schema ? schema.default : parsedDefault(path);
  const standard = isRequired
    ? 'required'
    : given === undefined
      ? 'no default'
      : `default ${code(JSON.stringify(given))}`;
  const detail = DETAILS[path];
  const choices = unsaidChoices(schema).filter((choice) => detail?.includes(choice) !== true);
  const description = [schema.description, choices.map(code).join(', ')].filter((part) => part).join(': ');
  const text = [description, detail]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => sentence(part ?? ''));
  return item(`${code(path)} (${typeOf(schema)}, ${standard}): ${text.join(' ')}`);
}

function parsedDefault(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
      parseCaptureSpec(LEAST, 'the least capture spec'),
    );
}

/** A description as a sentence; it has none of its own marks, since an error shows it after `write`. */
function sentence(text: string): string {
  const start = /^[a-z]+[ ,]/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return start.endsWith('.') ? start : `${start}.`;
}
