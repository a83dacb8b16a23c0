import { isObject } from './json';

/** The first place where two documents differ; `undefined` is a value that is missing. */
export interface JsonDifference {
  /** As in `customers[0].name`; empty for the document itself. */
  readonly path: string;
  /** The field that holds the values; undefined where no field does. */
  readonly name: string | undefined;
  readonly captured: unknown;
  readonly restored: unknown;
}

type Names = ReadonlySet<string>;

/** Finds the first difference in the order of the captured document; fields may be in any order. */
export function firstDifference(
  captured: unknown,
  restored: unknown,
  ignored: Names,
  path = '',
  name?: string,
): JsonDifference | undefined {
  if (Array.isArray(captured) && Array.isArray(restored)) {
    const length = Math.max(captured.length, restored.length);
    for (let index = 0; index < length; index += 1) {
      const found = firstDifference(captured[index], restored[index], ignored, `${path}[${index}]`, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isObject(captured) && isObject(restored)) return inObjects(captured, restored, ignored, path);
  return captured === restored ? undefined : { path, name, captured, restored };
}

type Fields = Readonly<Record<string, unknown>>;

function inObjects(captured: Fields, restored: Fields, ignored: Names, path: string): JsonDifference | undefined {
  const names = new Set([...Object.keys(captured), ...Object.keys(restored)]);
  for (const name of names) {
    if (ignored.has(name)) continue;
    const found = firstDifference(own(captured, name), own(restored, name), ignored, joined(path, name), name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function joined(path: string, name: string): string {
  if (!/^[\w$-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
