import { lastLines } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { explain } from '../../knowledge';
import type { Explanation } from '../../knowledge';
import type { StageContext } from '../context/stage-context';

const LINES_SHOWN = 20;

/** What an error says of a copy. */
export interface RejectedCopy {
  readonly name: string;
  /** The image as an error names it. */
  readonly from: string;
  readonly container: string;
}

const EXPLAINED = 'docs/troubleshooting.md explains each reason';

/** The failure of a copy that answers otherwise than the captured service, with what the copy printed last. */
export async function rejected(
  context: StageContext,
  copy: RejectedCopy,
  what: string,
  remedy = EXPLAINED,
): Promise<Failure> {
  return failure(context, copy, what, { text: lastLinesOf(await logOf(context, copy)), remedy });
}

/** The failure of a copy that did not come up or went away: what is known of its log explains it. */
export async function rejectedByLog(
  context: StageContext,
  copy: RejectedCopy,
  what: string,
  otherwise = EXPLAINED,
): Promise<Failure> {
  const log = await logOf(context, copy);
  return failure(context, copy, what, explain(log, { text: lastLinesOf(log), remedy: otherwise }));
}

function failure(context: StageContext, copy: RejectedCopy, what: string, { remedy, text }: Explanation): Failure {
  return new Failure(
    'gate-failed',
    `${copy.name} restored from ${copy.from} is not like the captured service: ${what}; ${text}`,
    `${remedy}; ${lookAt(context, copy)}; nothing was released`,
  );
}

async function logOf({ containers }: StageContext, { container }: RejectedCopy): Promise<string> {
  const { stderr, stdout } = await containers.logs(container);
  return `${stdout}${stderr}`;
}

function lastLinesOf(log: string): string {
  const text = lastLines(log, LINES_SHOWN);
  return text === '' ? 'it printed nothing' : `its last lines:\n${text}`;
}

/** Where the rest of it can be seen. */
function lookAt({ containers, keep }: StageContext, { container, name }: RejectedCopy): string {
  return keep
    ? `${name} is kept as container ${container}, \`${containers.program} logs ${container}\` shows all that it printed`
    : 'a rehearsal with --keep keeps the copy';
}
