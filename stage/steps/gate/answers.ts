import type { GateRequest } from '../../../contract';
import { requestLine } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import { isObject, parseJson } from './json';

const SHOWN = 300;

/** Describes how a restored copy's response differs from the captured service's; undefined if it does not. */
export function difference(
  request: GateRequest,
  captured: HttpAnswer,
  restored: HttpAnswer,
  ignore: readonly string[],
): string | undefined {
  const line = requestLine(request);
  if (captured.status !== restored.status) {
    return `${line} answered ${restored.status}, the captured service ${captured.status}`;
  }
  if (request.compare === 'status' || comparable(captured.body, ignore) === comparable(restored.body, ignore)) {
    return undefined;
  }
  return `${line} answered ${restored.body.slice(0, SHOWN)}, the captured service ${captured.body.slice(0, SHOWN)}`;
}

/** Returns JSON without the ignored fields and with sorted names; other text unchanged. */
function comparable(body: string, ignore: readonly string[]): string {
  const document = parseJson(body);
  return document === undefined ? body : JSON.stringify(without(document, new Set(ignore)));
}

function without(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, names));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => !names.has(name));
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, item]) => [name, without(item, names)]),
  );
}
