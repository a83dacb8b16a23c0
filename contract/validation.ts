import { z } from 'zod';
import { at, discriminators, knownFields, remedyAt } from './json-schema';
import type { JsonSchema, Path } from './json-schema';
import { meantField } from './meant-field';
import { meantValue, nearest } from './suggestions';

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

type Issue = z.core.$ZodIssue;

const SHOWN = 200;

function describe(issue: Issue, input: unknown, schema: JsonSchema): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownFields(at(schema, issue.path));
    return issue.keys.map((key) => {
      const path = name([...issue.path, key]);
      return `\`${path}\` is not a known field${meant(meantField({ key, place: issue.path, value: valueAt(input, [...issue.path, key]) }, schema))}; known here: ${known.join(', ')}`;
    });
  }
  const isName = issue.code === 'invalid_key';
  const path = isName ? issue.path.slice(0, -1) : issue.path;
  const value = isName ? issue.path.at(-1) : valueAt(input, path);
  // The messages of custom rules already say what to write.
  const remedy = issue.code === 'custom' ? at(schema, path)?.description : remedyAt(schema, path);
  const rules = rule(issue, schema);
  if (value !== undefined)
    return [
      `${subject(path)} ${rules}, got: ${shown(value)}${meant(meantInstead(issue, path, value, schema))}${written(remedy)}`,
    ];
  return [`${subject(path)} is missing${remedy === undefined ? `, it ${rules}` : written(remedy)}`];
}

function meant(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
}

function meantInstead(issue: Issue, path: Path, value: unknown, schema: JsonSchema): string | undefined {
  if (issue.code === 'invalid_type') {
    // In a map of free names any text is right; other texts have a form that a number hardly has.
    const isFree = knownFields(at(schema, path.slice(0, -1))).length === 0 && path.length > 1;
    if (issue.expected === 'string') return isFree ? quoted(value) : undefined;
    return meantValue(value, issue.expected, String(path.at(-1)));
  }
  if (issue.code !== 'invalid_value' || typeof value !== 'string') return undefined;
  const choice = issue.values.find((one) => String(one) === nearest(value, issue.values.map(String)));
  if (choice === undefined) return undefined;
  return typeof choice === 'number' ? `${choice}, without quotes` : JSON.stringify(choice);
}

function quoted(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? `"${value}", in quotes` : undefined;
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
