import { GROUPS } from '../../test/containers/matrix/fault';
import type { Expected, Group } from '../../test/containers/matrix/fault';
import { FAULTS } from '../../test/containers/matrix/table';
import { code, item } from './text';

/** The faults of a group, an item each, with what must come out. */
export function faultList(group: Group): string {
  const faults = FAULTS.filter((fault) => fault.group === group);
  return faults.map(({ expected, id, injects }) => item(`${code(id)}: ${injects} → ${outcomeOf(expected)}`)).join('\n');
}

/** How many faults there are. */
export const faultCount = () => `${FAULTS.length} faults in ${Object.keys(GROUPS).length} groups.`;

function outcomeOf(expected: Expected): string {
  switch (expected.outcome) {
    case 'restored':
      return 'restored';
    case 'cold':
      return `cold start, ${expected.reasons.map(code).join(' or ')}`;
    case 'ended':
      return `the container ends with status ${expected.status}`;
    case 'fails':
      return `the run fails with ${code(expected.code)}`;
    case 'cleaned up':
      return 'nothing is published, and the next run cleans up';
    case 'released':
      return 'released';
  }
}
