import { unusedRules } from '../../../../../stage/steps/gate/unused-rules';
import { answerOf, requestsTo } from '../../../../support/unit-answers';
import { captureSpec } from '../../../../support/unit-capture-spec';

const rules = (change: object) => captureSpec({ gate: { requests: requestsTo('/a', '/b'), ...change } }).gate;
const REST = 'which no compared response has; correct the name, or remove the rule';

test('a rule is used when any response has its field or header', () => {
  const all = [
    [answerOf({}), answerOf('text')],
    [answerOf([{ deep: { id: 1 } }]), answerOf({}, { etag: ['"1"'] })],
  ];
  expect(unusedRules(rules({ ignore: ['id', 'deep'], headers: { ETag: 'ignore' } }), all)).toEqual([]);
});

test('a rule that matches nothing is named', () => {
  const all = [[answerOf({ id: 1 }), answerOf({})]];
  expect(unusedRules(rules({ ignore: ['id', 'createdAt'], headers: { 'X-Trace': 'compare' } }), all)).toEqual([
    `\`gate.ignore\` names the field createdAt, ${REST}`,
    `\`gate.headers\` names the header X-Trace, ${REST}`,
  ]);
});

test('responses of which only the status is compared do not count', () => {
  const requests = requestsTo('/a').map((request) => ({ ...request, compare: 'status' }));
  expect(unusedRules(rules({ requests, ignore: ['id'] }), [[answerOf({ id: 1 })]])).toEqual([
    `\`gate.ignore\` names the field id, ${REST}`,
  ]);
});
