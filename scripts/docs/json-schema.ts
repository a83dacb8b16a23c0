/** As much of JSON Schema as the documents of the contract use. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Field {
  /** The names that lead to it, with dots; `[]` after a list stands for each of its entries. */
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** Every field below a schema, in the order of the schema, each path once. */
export function fields(at: Schema, path = ''): readonly Field[] {
  const found = new Map<string, Field>();
  for (const choice of [at, ...(at.oneOf ?? []), ...(at.anyOf ?? [])]) {
    for (const field of Object.entries(choice.properties ?? {}).flatMap(([name, schema]) =>
      fieldAndBelow(path === '' ? name : `${path}.${name}`, schema, choice.required?.includes(name) ?? false),
    )) {
      found.set(field.path, found.get(field.path) ?? field);
    }
  }
  return [...found.values()];
}

function fieldAndBelow(path: string, schema: Schema, isRequired: boolean): readonly Field[] {
  return [{ path, schema, isRequired }, ...fields(schema, path), ...fields(schema.items ?? {}, `${path}[]`)];
}

/** The values among which a field chooses and that its description does not have. */
export function unsaidChoices({ const: only, description = '', enum: choices }: Schema): readonly string[] {
  const all = choices ?? (only === undefined ? [] : [only]);
  return all.map(String).filter((choice) => !description.includes(choice));
}

/** The type of a field, in the words of the pages. */
export function typeOf({ anyOf = [], const: only, enum: choices, oneOf, type }: Schema): string {
  if (type === 'array') return 'list';
  if (type !== undefined) return type;
  if (choices !== undefined || only !== undefined) return typeof (choices?.[0] ?? only);
  if (oneOf !== undefined) return 'object';
  const [one, ...others] = new Set(anyOf.map(typeOf));
  return one !== undefined && others.length === 0 ? one : 'any';
}
