import { requireUnique } from '../../../../../stage/steps/gate/unique';
import { answerOf, copiesOf } from '../../../../support/unit-answers';
import { failureOf } from '../../../../support/unit-failure';

const ALIKE = 'copies restored from the pushed image are alike where they must differ:';
const REMEDY =
  'let the service generate it after the restore, or remove the name from `gate.unique` if copies may share it, as they share data of the companions; docs/gate.md says what is compared; nothing was released';

describe('`gate.unique`', () => {
  test('accepts values that differ, of any type and at any depth', () => {
    const copies = copiesOf(
      [answerOf({ instance: 1 }), answerOf([{ a: { instance: { name: 'x' } } }])],
      [answerOf({ instance: 2 }), answerOf([{ a: { instance: { name: 'y' } } }])],
    );
    expect(() => requireUnique(['instance'], [answerOf({ instance: 3 })], copies)).not.toThrow();
  });

  test.each([
    ['a number', 7],
    ['a text', 'x'],
    ['nothing', null],
    ['an object', { a: [1] }],
  ])('rejects %s that two copies gave out', async (_, value) => {
    const [one, other] = [answerOf([{ x: { instance: value } }]), answerOf({ instance: value })];
    expect(await failureOf(() => requireUnique(['instance'], undefined, copiesOf([one], [other])))).toEqual({
      code: 'copies-alike',
      message: `${ALIKE}\n  field instance of \`gate.unique\`: copy-1 and copy-2`,
      remedy: REMEDY,
    });
  });

  test('rejects a value that a copy shares with the captured service', async () => {
    const copies = copiesOf([answerOf({ instance: 1 })], [answerOf({ instance: 2 })]);
    const { code, message } = await failureOf(() => requireUnique(['instance'], [answerOf({ instance: 2 })], copies));
    expect(code).toBe('copies-alike');
    expect(message).toBe(`${ALIKE}\n  field instance of \`gate.unique\`: copy-2 and the captured service`);
  });

  test('ignores duplicates within one copy', () => {
    const twice = (instance: number) => [answerOf({ instance }), answerOf({ instance })];
    expect(() => requireUnique(['instance'], undefined, copiesOf(twice(1), twice(2)))).not.toThrow();
  });

  test.each([
    ['no field of the name', [answerOf({ b: 1 }), answerOf('text')], '`instance`, `node`'],
    ['one of two', [answerOf({ node: 1 })], '`instance`'],
    ['no requests', [], '`instance`, `node`'],
  ])('rejects a rule that matches nothing: %s', async (_, answers, missing) => {
    const copies = copiesOf([answerOf({ instance: 1, node: 2 })], answers);
    expect(await failureOf(() => requireUnique(['instance', 'node'], undefined, copies))).toEqual({
      code: 'gate-failed',
      message: `no answer of copy-2 to the gate's requests has a field ${missing}, which \`gate.unique\` names`,
      remedy: 'name a field in the JSON response to one of `gate.requests`, or remove the name; nothing was released',
    });
  });
});
