import type { GateRequest } from '../../../../../contract';
import { difference } from '../../../../../stage/steps/gate/answers';

const request: GateRequest = { method: 'GET', path: '/customers', headers: {}, status: 200, compare: 'answer' };
const answer = (body: string, status = 200) => ({ status, body, headers: {}, ms: 1 });
const NO_RULES = { headers: {}, ignore: [], unique: [] };
const compare = (
  captured: string,
  restored: string,
  ignore: readonly string[] = [],
  change: Partial<GateRequest> = {},
) => difference({ ...request, ...change }, answer(captured), answer(restored), { ...NO_RULES, ignore: [...ignore] });

/** The lines that say where it is and what is there. */
const place = (captured: string, restored: string, ignore: readonly string[] = []) =>
  compare(captured, restored, ignore)?.text.split('\n').slice(0, 3);

const DIFFERS = 'the response to GET /customers differs at';
const lines = (at: string, captured: string, copy: string) => [
  `${DIFFERS} ${at}`,
  `  captured service: ${captured}`,
  `  copy:             ${copy}`,
];

describe('the response of a copy', () => {
  test.each([
    ['the same text', 'hello', 'hello', []],
    ['the same JSON in another order and form', '{"a":1,"b":[1,2]}', '{ "b": [1, 2],\n "a": 1 }', []],
    ['an ignored field', '{"id":1,"a":2}', '{"id":9,"a":2}', ['id']],
    ['an ignored field at any depth', '[{"x":{"id":1,"a":2}}]', '[{"x":{"a":2,"id":3}}]', ['id']],
    ['an ignored field that is missing', '{"a":2}', '{"id":3,"a":2}', ['id']],
    ['several ignored fields', '{"id":1,"at":2}', '{"id":3,"at":4}', ['id', 'at']],
    ['scalars', '1', '1.0', []],
  ])('does not differ by %s', (_, captured, restored, ignore) => {
    expect(compare(captured, restored, ignore)).toBeUndefined();
  });

  test.each([
    ['a value', '{"a":1}', '{"a":2}', ['field `a`', '1', '2']],
    ['a type', '{"a":1}', '{"a":"1"}', ['field `a`', '1', '"1"']],
    ['a value deep inside', '[{"x":{"n":[1,2]}}]', '[{"x":{"n":[1,3]}}]', ['field `[0].x.n[1]`', '2', '3']],
    ['a name with a space', '{"a b":1}', '{"a b":2}', ['field `["a b"]`', '1', '2']],
    ['a missing field', '{"a":1,"b":{"c":2}}', '{"a":1}', ['field `b`', '{"c":2}', 'nothing']],
    ['one field more', '{"a":1}', '{"a":1,"b":2}', ['field `b`', 'nothing', '2']],
    ['the order of a list', '[1,2]', '[2,1]', ['field `[0]`', '1', '2']],
    ['the length of a list', '[1,2]', '[1]', ['field `[1]`', '2', 'nothing']],
    ['null and nothing', '{"a":null}', '{}', ['field `a`', 'null', 'nothing']],
    ['the whole document', '1', '2', ['the body', '1', '2']],
    ['a name that every object has', '{"a":1}', '{"a":1,"toString":2}', ['field `toString`', 'nothing', '2']],
  ] as const)('differs by %s', (_, captured, restored, [at, one, other]) => {
    expect(place(captured, restored)).toEqual(lines(at, one, other));
  });

  test.each([
    ['text', 'hello', 'hallo', ['line 1, column 2, byte 1 of the body', 'hello', 'hallo']],
    ['a later line', 'ä\nb\ncd', 'ä\nb\nce', ['line 3, column 2, byte 6 of the body', 'ä\\nb\\ncd', 'ä\\nb\\nce']],
    ['JSON and no JSON', '{"a":1}', '{"a":1', ['line 1, column 7, byte 6 of the body', '{"a":1}', '{"a":1']],
    ['more text', 'a', 'ab', ['line 1, column 2, byte 1 of the body', 'a', 'ab']],
  ] as const)('differs by %s', (_, captured, restored, [at, one, other]) => {
    expect(place(captured, restored)).toEqual(lines(at, one, other));
  });

  test('shows the characters around the place only', () => {
    const page = (word: string) => `${'a'.repeat(500)}${word}${'b'.repeat(500)}`;
    expect(place(page('x'), page('y'))).toEqual(
      lines(
        'line 1, column 501, byte 500 of the body',
        `…${'a'.repeat(40)}x${'b'.repeat(39)}…`,
        `…${'a'.repeat(40)}y${'b'.repeat(39)}…`,
      ),
    );
  });

  test('shows length and start of both bodies, without control characters', () => {
    expect(
      compare(`{"a":1}`, `\u001b[31mé\r\n\u202e${'b'.repeat(400)}`)
        ?.text.split('\n')
        .slice(3),
    ).toEqual([
      '  body of the captured service, 7 bytes: {"a":1}',
      `  body of the copy, 412 bytes: \\u001b[31mé\\r\\n\\u202e${'b'.repeat(291)}…`,
    ]);
  });

  test('differs by its status, even if only that is compared', () => {
    const differs = difference({ ...request, compare: 'status' }, answer('a', 200), answer('a', 500), NO_RULES);
    expect(differs?.text.split('\n').slice(0, 3)).toEqual(lines('the status', '200', '500'));
    expect(differs?.remedy).toContain('the last lines of the copy may say why');
    expect(compare('a', 'b', [], { compare: 'status' })).toBeUndefined();
  });

  test.each([
    ['{"a":[{"id":1}]}', '{"a":[{"id":2}]}', 'add id to `gate.ignore`, or let the request `compare: status`'],
    ['{"a":[1]}', '{"a":[2]}', 'add a to `gate.ignore`, or let the request `compare: status`'],
    ['[1]', '[2]', 'if the body differs each time, let the request `compare: status`'],
    ['a', 'b', 'if the body differs each time, let the request `compare: status`'],
  ])('%s instead of %s has a remedy', (captured, restored, remedy) => {
    expect(compare(captured, restored)?.remedy).toContain(remedy);
  });
});
