import { z } from 'zod';

/** What was read, for the text of an error. */
export interface DocumentOrigin {
  readonly kind: string;
  /** The file, URL or field it came from. */
  readonly origin: string;
}

/** A document that does not follow its schema. Each problem names path, rule, value and remedy. */
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

/** Validates a document and names every problem at once. */
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
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

function describe(issue: Issue, input: unknown, schema: JsonSchema): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(at(schema, issue.path)?.properties ?? {});
    return issue.keys.map(
      (key) => `\`${name([...issue.path, key])}\` is not a known field; known here: ${known.join(', ')}`,
    );
  }
  const value = valueAt(input, issue.path);
  const remedy = at(schema, issue.path)?.description;
  const got = value === undefined ? 'it is missing' : `got: ${JSON.stringify(value)}`;
  const says = `${subject(issue.path)} ${rule(issue, value)}, ${got}`;
  return [remedy === undefined ? says : `${says}; write ${remedy}`];
}

function rule(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_value':
      return `must be ${issue.values.map((choice) => JSON.stringify(choice)).join(' or ')}`;
    case 'invalid_type':
      return value === undefined ? 'is required' : `must be ${article(issue.expected)}`;
    case 'invalid_format':
      return 'has the wrong form';
    case 'invalid_key':
      return 'has a name of the wrong form';
    case 'invalid_union':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return 'is not valid';
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
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

function at(schema: JsonSchema, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((here, part) => here && step(here, part), schema);
}

function step(schema: JsonSchema, part: PropertyKey): JsonSchema | undefined {
  if (typeof part === 'number') return schema.items;
  for (const choice of [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const property = choice.properties?.[String(part)];
    if (property !== undefined) return property;
    if (typeof choice.additionalProperties === 'object') return choice.additionalProperties;
  }
  return undefined;
}
