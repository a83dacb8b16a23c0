import { z } from 'zod';

/** What was read; used in error texts. */
export interface DocumentOrigin {
  readonly kind: string;
  /** The file, URL or field it came from. */
  readonly origin: string;
}

/** A document that does not match its schema. Each problem names the path, the rule, the value and the remedy. */
export class InvalidDocument extends Error {
  public override readonly name = 'InvalidDocument';

  public constructor(
    public readonly document: DocumentOrigin,
    public readonly problems: readonly string[],
  ) {
    super(
      `${document.kind} ${document.origin} is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** Validates a document and reports every problem at once. */
export function parseDocument<S extends z.ZodType>(schema: S, input: unknown, document: DocumentOrigin): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const remedies = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  throw new InvalidDocument(
    document,
    result.error.issues.flatMap((issue) => describe(issue, input, remedies)),
  );
}

interface JsonSchema {
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const SHOWN = 200;

function describe(issue: Issue, input: unknown, schema: JsonSchema): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(at(schema, issue.path));
    return issue.keys.map(
      (key) => `\`${name([...issue.path, key])}\` is not a known field; known here: ${known.join(', ')}`,
    );
  }
  const isName = issue.code === 'invalid_key';
  const path = isName ? issue.path.slice(0, -1) : issue.path;
  const value = isName ? issue.path.at(-1) : valueAt(input, path);
  // The messages of custom rules already say what to write.
  const remedy = issue.code === 'custom' ? at(schema, path)?.description : remedyAt(schema, path);
  const rules = rule(issue, schema);
  if (value !== undefined) return [`${subject(path)} ${rules}, got: ${shown(value)}${written(remedy)}`];
  return [`${subject(path)} is missing${remedy === undefined ? `, it ${rules}` : written(remedy)}`];
}

function written(remedy: string | undefined): string {
  return remedy === undefined ? '' : `; write ${remedy}`;
}

function rule(issue: Issue, schema: JsonSchema): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return `must ${verb(issue.origin)} ${issue.inclusive === false ? 'below' : 'at most'} ${amount(issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return `must be ${choices(issue.values)}`;
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_union':
      return issue.discriminator === undefined
        ? 'is not valid'
        : `must be ${choices(discriminators(at(schema, issue.path.slice(0, -1)), issue.discriminator))}`;
    case 'invalid_format':
      return 'has the wrong form';
    case 'invalid_key':
      return 'has a name of the wrong form';
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'is not valid';
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function tooSmall({ inclusive, minimum, origin }: z.core.$ZodIssueTooSmall): string {
  if (origin === 'string' && minimum === 1) return 'must not be empty';
  return `must ${verb(origin)} ${inclusive === false ? 'above' : 'at least'} ${amount(minimum, origin)}`;
}

function verb(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'have' : 'be';
}

function amount(bound: number | bigint, origin: string): string {
  if (origin === 'string') return `${bound} characters`;
  if (origin === 'array') return `${bound} ${Number(bound) === 1 ? 'entry' : 'entries'}`;
  return String(bound);
}

function choices(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} or ${String(texts.at(-1))}`;
}

/** A value as shown in an error. Objects may contain secrets, so only their field names are shown. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value);
    return names.length === 0 ? 'an empty object' : `an object with ${names.join(', ')}`;
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}

function subject(path: Path): string {
  return path.length === 0 ? 'the document' : `\`${name(path)}\``;
}

function name(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }, input);
}

/** The description of a field; list entries and values of free-form maps use that of their container. */
function remedyAt(schema: JsonSchema, path: Path): string | undefined {
  const own = at(schema, path)?.description;
  const parent = at(schema, path.slice(0, -1));
  if (own !== undefined || path.length === 0 || knownFields(parent).length > 0) return own;
  return parent?.description;
}

function knownFields(schema: JsonSchema | undefined): string[] {
  const names = alternatives(schema).flatMap(({ properties }) => Object.keys(properties ?? {}));
  return [...new Set(names)];
}

function discriminators(schema: JsonSchema | undefined, field: string): unknown[] {
  return alternatives(schema).flatMap(({ properties }) => properties?.[field]?.const ?? []);
}

function at(schema: JsonSchema, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((here, part) => here && step(here, part), schema);
}

function step(schema: JsonSchema, part: PropertyKey): JsonSchema | undefined {
  if (typeof part === 'number') return schema.items;
  for (const choice of alternatives(schema)) {
    const property = choice.properties?.[String(part)];
    if (property !== undefined) return property;
    if (typeof choice.additionalProperties === 'object') return choice.additionalProperties;
  }
  return undefined;
}

function alternatives(schema: JsonSchema | undefined): readonly JsonSchema[] {
  return schema === undefined ? [] : [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}
