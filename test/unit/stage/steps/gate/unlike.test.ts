import type { GateRequest } from '../../../../../contract';
import type { CopyAnswers } from '../../../../../stage/steps/gate/copy-answers';
import { requireUnlike } from '../../../../../stage/steps/gate/unlike';
import type { HttpAnswer } from '../../../../../kit/http/http-client';
import { answerOf, copiesOf, requestsTo, setting } from '../../../../support/unit-answers';
import { failureOf } from '../../../../support/unit-failure';

const [A, B, C] = [
  '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  '9c858901-8a57-4791-81fe-4c455b099bc9',
  '16fd2706-8baf-433b-82eb-8c7fada847da',
];

const REQUESTS = requestsTo('/login', '/orders');
const compare = (captured: readonly HttpAnswer[] | undefined, copies: readonly CopyAnswers[]) => () =>
  requireUnlike({ requests: REQUESTS, companions: false }, captured, copies);

const ALIKE = 'copies restored from the pushed image are alike where they must differ:';

describe('unlike copies', () => {
  test('are required to differ in a field that advanced equally since the checkpoint', async () => {
    const given = answerOf({ user: { tokens: [{ value: B }] } });
    expect(
      await failureOf(compare([answerOf({ user: { tokens: [{ value: A }] } })], copiesOf([given], [given]))),
    ).toEqual({
      code: 'copies-alike',
      message: `${ALIKE}\n  field user.tokens[0].value of GET /login: copy-1 and copy-2`,
      remedy:
        'let the service generate it after the restore, with a SecureRandom that is not seeded explicitly, or reseed its generator in `afterRestore` of a hook; `gate.cloneProbe: false` disables this comparison; docs/gate.md says what is compared; nothing was released',
    });
  });

  test.each([
    ['a header', answerOf('', { 'x-request-id': [A] }), answerOf('', { 'x-request-id': [B] }), 'header x-request-id'],
    ['an address', answerOf('', { location: [`/x/${A}`] }), answerOf('', { location: [`/x/${B}`] }), 'header location'],
    ['a body that is no JSON', answerOf(A), answerOf(B), 'the body'],
    ['a body that is a JSON text', answerOf(JSON.stringify(A)), answerOf(JSON.stringify(B)), 'the body'],
  ])('are required to differ in %s that advanced equally', async (_, captured, given, what) => {
    const { message } = await failureOf(compare([captured, captured], copiesOf([captured, given], [captured, given])));
    expect(message).toBe(`${ALIKE}\n  ${what} of GET /orders: copy-1 and copy-2`);
  });

  test('are named only if they are alike', async () => {
    const [one, other] = [answerOf({ id: B }), answerOf({ id: C })];
    const { message } = await failureOf(compare([answerOf({ id: A })], copiesOf([one], [other], [one])));
    expect(message).toBe(`${ALIKE}\n  field id of GET /login: copy-1 and copy-3`);
  });

  describe('with companions', () => {
    const companions = (method: GateRequest['method']) => {
      const requests = requestsTo('/orders').map((request) => ({ ...request, method }));
      const given = answerOf([{ id: B }]);
      return () => requireUnlike({ requests, companions: true }, [answerOf([{ id: A }])], copiesOf([given], [given]));
    };

    test('may share an id that is only read', () => {
      expect(companions('GET')).not.toThrow();
      expect(companions('HEAD')).not.toThrow();
    });

    test('must not share an id that is created', async () => {
      const { message } = await failureOf(companions('POST'));
      expect(message).toBe(`${ALIKE}\n  field [0].id of POST /orders: copy-1 and copy-2`);
    });
  });

  describe('without false alarms', () => {
    const same = (captured: HttpAnswer, given: HttpAnswer) => compare([captured], copiesOf([given], [given]));

    test.each([
      ['a time', { at: '2026-11-22T03:31:24.112233Z' }, { at: '2026-11-22T03:32:01.223344Z' }],
      ['a time without colons', { at: '20261122T033124Z' }, { at: '20261122T033201Z' }],
      ['a time as a number', { at: 1763784684112000000 }, { at: 1763784721112000000 }],
      ['a counter', { number: 41 }, { number: 42 }],
      ['a counter in a text', { number: 'ORD-20261122-000041' }, { number: 'ORD-20261122-000042' }],
      ['a state', { state: 'WAITING_FOR_PAYMENT' }, { state: 'PAYMENT_IS_ACCEPTED' }],
      ['what the captured service said, too', { id: A }, { id: A }],
      ['what the captured service had as a list of another length', { ids: [A] }, { ids: [B, A] }],
      ['what the captured service did not have', { a: 1 }, { a: 1, leader: B }],
      ['what was no token in the captured service', { leader: 'none' }, { leader: B }],
    ])('may share %s', (_, captured, given) => {
      expect(same(answerOf(captured), answerOf(given))).not.toThrow();
    });

    test.each(['date', 'etag', 'last-modified', 'content-md5', 'age'])('may share the header %s', (name) => {
      expect(same(answerOf('', { [name]: [A] }), answerOf('', { [name]: [B] }))).not.toThrow();
    });

    test('may have different ids', () => {
      const copies = copiesOf([answerOf({ id: B })], [answerOf({ id: C })]);
      expect(compare([answerOf({ id: A })], copies)).not.toThrow();
    });

    test('may share data through their companions', () => {
      const copies = copiesOf(
        [answerOf({ id: B }), answerOf([{ id: A }, { id: B }])],
        [answerOf({ id: C }), answerOf([{ id: A }, { id: B }, { id: C }])],
      );
      expect(compare([answerOf({ id: A }), answerOf([{ id: A }])], copies)).not.toThrow();
    });

    test('may share fields if the captured responses are unknown', () => {
      expect(compare(undefined, copiesOf([answerOf({ build: A })], [answerOf({ build: A })]))).not.toThrow();
    });
  });

  describe('with cookies', () => {
    const session = (value: string) => setting('locale=en; Path=/', `JSESSIONID=${value}; Path=/; HttpOnly`);
    const failed = `${ALIKE}\n  cookie JSESSIONID: copy-1 and copy-2`;

    test.each([
      ['at the same request', [session(B), answerOf('')], [session(B), answerOf('')]],
      ['at another request, because one copy was asked once more', [session(B), session(A)], [session(C), session(B)]],
    ])('must not share a session, %s', async (_, one, other) => {
      const { code, message } = await failureOf(compare([session('41'.repeat(8))], copiesOf(one, other)));
      expect({ code, message }).toEqual({ code: 'copies-alike', message: failed });
    });

    test('must not share a session if the captured responses are unknown', async () => {
      const { message } = await failureOf(compare(undefined, copiesOf([session(B)], [session(B)])));
      expect(message).toBe(failed);
    });

    test.each([
      ['with quotes', '"q83vEjRWeJCrze8SNFZ4kA"'],
      ['encoded', 's%3Aq83vEjRWeJCrze8SNFZ4kA.x'],
    ])('must not share a token %s', async (_, value) => {
      const { message } = await failureOf(compare([], copiesOf([session(value)], [session(value)])));
      expect(message).toBe(failed);
    });

    test('must not share a session of the readiness path', async () => {
      const copies = ['copy-1', 'copy-2'].map((name) => ({ name, answers: [], readiness: [session(A), session(B)] }));
      const { message } = await failureOf(compare([], copies));
      expect(message).toBe(failed);
    });

    test.each([
      ['sessions that differ', [session(A)], [[session(B)], [session(C)]]],
      ['a constant', undefined, [[setting('locale=en')], [setting('locale=en')]]],
      [
        'the same as in the captured service',
        [setting(`build=${A}`)],
        [[setting(`build=${A}`)], [setting(`build=${A}`)]],
      ],
      [
        'one that is taken away',
        [session(A)],
        [[setting('JSESSIONID=; Max-Age=0')], [setting('JSESSIONID=; Max-Age=0')]],
      ],
    ] as const)('may share cookies: %s', (_, captured, copies) => {
      expect(compare(captured, copiesOf(...copies))).not.toThrow();
    });

    test('may share what the readiness path sets every time', () => {
      const build = setting(`build=${A}`);
      const copies = ['copy-1', 'copy-2'].map((name) => ({ name, answers: [build], readiness: [build, build] }));
      expect(compare(undefined, copies)).not.toThrow();
    });
  });
});
