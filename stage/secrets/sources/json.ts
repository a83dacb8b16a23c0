/** Returns the JSON object of a text; undefined for any other text. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Yields every text of an object with its field, at any depth. */
export function* textsIn(object: Readonly<Record<string, unknown>>): Generator<readonly [field: string, text: string]> {
  for (const [field, value] of Object.entries(object)) {
    if (typeof value === 'string') yield [field, value];
    else if (typeof value === 'object' && value !== null) yield* textsIn(value as Record<string, unknown>);
  }
}
