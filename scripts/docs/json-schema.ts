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
    for (const [name, schema] of Object.entries(choice.properties ?? {})) {
      const here = path === '' ? name : `${path}.${name}`;
      const isRequired = choice.required?.includes(name) ?? false;
      const below = [...fields(schema, here), ...fields(schema.items ?? {}, `${here}[]`)];
      for (const field of [{ path: here, schema, isRequired }, ...below]) {
        if (!found.has(field.path)) found.set(field.path, field);
      }
    }
  }
  return [...found.values()];
}

/** The type of a field, in the words of the pages. */
export function typeOf({ const: only, enum: choices, oneOf, type }: Schema): string {
  if (type === 'array') return 'list';
  if (type !== undefined) return type;
  if (choices !== undefined || only !== undefined) return typeof (choices?.[0] ?? only);
  return oneOf === undefined ? 'any' : 'object';
}
