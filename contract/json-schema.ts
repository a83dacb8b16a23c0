/** A part of a document's JSON Schema: error texts take names and remedies from it. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
}

export type Path = readonly PropertyKey[];

/** The description of a field; list entries and values of free-form maps use that of their container. */
export function remedyAt(schema: JsonSchema, path: Path): string | undefined {
  const own = at(schema, path)?.description;
  const parent = at(schema, path.slice(0, -1));
  if (own !== undefined || path.length === 0 || knownFields(parent).length > 0) return own;
  return parent?.description;
}

export function knownFields(schema: JsonSchema | undefined): string[] {
  const names = alternatives(schema).flatMap(({ properties }) => Object.keys(properties ?? {}));
  return [...new Set(names)];
}

export function discriminators(schema: JsonSchema | undefined, field: string): unknown[] {
  return alternatives(schema).flatMap(({ properties }) => properties?.[field]?.const ?? []);
}

export function at(schema: JsonSchema, path: Path): JsonSchema | undefined {
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

export function alternatives(schema: JsonSchema | undefined): readonly JsonSchema[] {
  return schema === undefined ? [] : [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}

/** A field anywhere below a schema. */
export interface KnownField {
  readonly name: string;
  /** As in `warmUp.requests[].path`. */
  readonly path: string;
  readonly depth: number;
  readonly isRequired: boolean;
  readonly schema: JsonSchema;
}

/** Returns every field of a document, at any depth. */
export function fieldsBelow(schema: JsonSchema, above = '', depth = 1): KnownField[] {
  return alternatives(schema).flatMap(({ items, properties, required }) => [
    ...(items === undefined ? [] : fieldsBelow(items, `${above}[]`, depth)),
    ...Object.entries(properties ?? {}).flatMap(([name, inner]) => {
      const path = above === '' ? name : `${above}.${name}`;
      return [
        { name, path, depth, isRequired: required?.includes(name) === true, schema: inner },
        ...fieldsBelow(inner, path, depth + 1),
      ];
    }),
  ]);
}
