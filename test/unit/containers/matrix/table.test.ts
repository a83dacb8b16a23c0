import { GROUPS } from '../../../containers/matrix/fault';
import { FAULTS, QUICK } from '../../../containers/matrix/table';
import { explained, page } from '../../docs/pages';

const ids = FAULTS.map(({ id }) => id);

describe('the table of faults', () => {
  test('has at least sixty, each with an id of its own', () => {
    expect(ids.length).toBeGreaterThanOrEqual(60);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('has ten for every change, from each group', () => {
    expect(QUICK).toHaveLength(10);
    const groups = QUICK.map((id) => FAULTS.find((fault) => fault.id === id)?.group);
    expect([...new Set(groups)].sort()).toEqual(Object.keys(GROUPS).sort());
  });

  test('expects no reason of a cold start that is not documented', () => {
    const reasons = FAULTS.flatMap(({ expected }) => (expected.outcome === 'cold' ? expected.reasons : []));
    const known = explained(page('docs/runtime-layer.md'));
    expect([...new Set(reasons)].filter((reason) => !known.includes(reason))).toEqual([]);
  });
});
