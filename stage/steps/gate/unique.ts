import type { HttpAnswer } from '../../../kit/http/http-client';
import { Failure } from '../../../kit/report/failure';
import { alike, requireNoneAlike } from './alike';
import type { GivenOut } from './alike';
import type { CopyAnswers } from './copy-answers';
import { isObject, parseJson } from './json';

const REMEDY =
  'let the service generate it after the restore, or remove the name from `gate.unique` if copies may share it, as they share data of the companions';

/** Rejects a value of a `gate.unique` field given out by two copies, or by a copy and the captured service. */
export function requireUnique(
  names: readonly string[],
  captured: readonly HttpAnswer[] | undefined,
  copies: readonly CopyAnswers[],
): void {
  const given = copies.map(({ answers, name }) => ({ copy: name, values: valuesByName(names, answers) }));
  given.forEach(requireValues);
  const all = captured === undefined ? [] : [{ copy: 'the captured service', values: valuesByName(names, captured) }];
  requireNoneAlike(
    alike([...given, ...all]).map(({ copies: those, what }) => ({
      what: `field ${what} of \`gate.unique\``,
      copies: those,
    })),
    REMEDY,
  );
}

/** A rule that matches nothing proves nothing. */
function requireValues({ copy, values }: GivenOut): void {
  const missing = [...values].filter(([, found]) => found.length === 0).map(([name]) => `\`${name}\``);
  if (missing.length === 0) return;
  throw new Failure(
    'gate-failed',
    `no answer of ${copy} to the gate's requests has a field ${missing.join(', ')}, which \`gate.unique\` names`,
    'name a field in the JSON response to one of `gate.requests`, or remove the name; nothing was released',
  );
}

function valuesByName(
  names: readonly string[],
  answers: readonly HttpAnswer[],
): ReadonlyMap<string, readonly string[]> {
  const documents = answers.map(({ body }) => parseJson(body));
  return new Map(names.map((name) => [name, documents.flatMap((document) => valuesOf(document, name))]));
}

/** Returns the values of a field at any depth, each as JSON. */
function valuesOf(document: unknown, name: string): string[] {
  if (Array.isArray(document)) return document.flatMap((item) => valuesOf(item, name));
  if (!isObject(document)) return [];
  const own = Object.hasOwn(document, name) ? [JSON.stringify(document[name])] : [];
  return [...own, ...Object.values(document).flatMap((value) => valuesOf(value, name))];
}
