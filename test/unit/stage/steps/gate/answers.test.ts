import type { GateRequest } from '../../../../../contract';
import { difference } from '../../../../../stage/steps/gate/answers';

const request: GateRequest = { method: 'GET', path: '/customers', headers: {}, status: 200, compare: 'answer' };
const answer = (body: string, status = 200) => ({ status, body, headers: {}, ms: 1 });
const compare = (
  captured: string,
  restored: string,
  ignore: readonly string[] = [],
  change: Partial<GateRequest> = {},
) => difference({ ...request, ...change }, answer(captured), answer(restored), ignore);

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
    ['text', 'hello', 'hallo', []],
    ['a value', '{"a":1}', '{"a":2}', ['id']],
    ['a type', '{"a":1}', '{"a":"1"}', []],
    ['a missing field', '{"a":1,"b":2}', '{"a":1}', []],
    ['the order of a list', '[1,2]', '[2,1]', []],
    ['JSON and no JSON', '{"a":1}', '{"a":1', []],
    ['null and nothing', '{"a":null}', '{}', []],
  ])('differs by %s', (_, captured, restored, ignore) => {
    expect(compare(captured, restored, ignore)).toBe(
      `GET /customers answered ${restored}, the captured service ${captured}`,
    );
  });

  test('differs by its status, even if only that is compared', () => {
    const differs = difference({ ...request, compare: 'status' }, answer('a', 200), answer('a', 500), []);
    expect(differs).toBe('GET /customers answered 500, the captured service 200');
    expect(compare('a', 'b', [], { compare: 'status' })).toBeUndefined();
  });

  test('is shortened in the message', () => {
    expect(compare('a'.repeat(400), 'b'.repeat(400))).toBe(
      `GET /customers answered ${'b'.repeat(300)}, the captured service ${'a'.repeat(300)}`,
    );
  });
});
