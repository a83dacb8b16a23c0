import { parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';

/** The least that a capture spec must say. */
export const MINIMAL = {
  version: 1,
  service: 'customers',
  run: { port: 8080 },
  readiness: { path: '/ready' },
  warmUp: { requests: [{ path: '/customers' }] },
} as const;

/** A document with one value put at a path such as `companions[0].name`; `undefined` takes the field away. */
export function withValue(document: object, path: string, value: unknown): unknown {
  const parts = path.split(/[.[\]]+/).filter((part) => part !== '');
  const copy = structuredClone(document) as Record<string, unknown>;
  const last = parts.at(-1) ?? '';
  const holder = parts.slice(0, -1).reduce<Record<string, unknown>>((here, part) => {
    here[part] ??= {};
    return here[part] as Record<string, unknown>;
  }, copy);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return copy;
}

/** A valid spec, changed where a test needs it. */
export function captureSpec(changes: Readonly<Record<string, unknown>> = {}): CaptureSpec {
  return parseCaptureSpec({ ...MINIMAL, ...changes }, 'test.yaml');
}
