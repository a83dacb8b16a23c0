import { COLD_REASON_CODES, COLD_REASONS } from '../../contract';
import type { ColdReasonCode } from '../../contract';
import { of } from '../known-message';
import type { Row } from '../known-message';

const PAGE = 'docs/troubleshooting.md#cold-starts';

function row(reason: ColdReasonCode): Row {
  const { cause, remedy } = COLD_REASONS[reason];
  const pattern = new RegExp(`"eks-crac":"start".*"mode":"cold","reason":"${reason}"`);
  return { id: `start-${reason}`, pattern, cause, remedy, source: PAGE };
}

/** The lines by which `start` reports a cold start, one for each reason. */
export const START = of('start', COLD_REASON_CODES.map(row));
