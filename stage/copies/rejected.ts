import { CLONE_PROBE_LINE } from '../../contract';
import type { FailureCode } from '../../contract';
import { lastLines } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { explain } from '../../knowledge';
import type { Explanation } from '../../knowledge';
import type { StageContext } from '../context/stage-context';
import { COPY_MODES } from './copy-mode';
import type { CopyMode } from './copy-mode';

const LINES_SHOWN = 20;

/** What an error says of a copy. */
export interface RejectedCopy {
  readonly name: string;
  /** The image as an error names it. */
  readonly from: string;
  readonly mode: CopyMode;
  readonly container: string;
}

export interface Rejection {
  readonly what: string;
  /** @default - that of a copy which answers otherwise than it should */
  readonly code?: FailureCode;
  /** @default - what is known of the copy's log, else the page that explains each reason */
  readonly remedy?: string;
  /** Whether what is known of the copy's log goes before the remedy. @default - only where there is no remedy */
  readonly explainedByLog?: boolean;
}

const EXPLAINED = 'docs/troubleshooting.md explains each reason';

/** The failure of a copy, with what the copy printed last, or with what is known of that. */
export async function rejected(
  context: StageContext,
  copy: RejectedCopy,
  { code, explainedByLog, remedy, what }: Rejection,
): Promise<Failure> {
  const { behave, expected, verb } = COPY_MODES[copy.mode];
  const log = await logOf(context, copy);
  const bare: Explanation = { text: lastLinesOf(log), remedy: remedy ?? EXPLAINED };
  const explained = (explainedByLog ?? remedy === undefined) ? explain(log, bare) : bare;
  return new Failure(
    code ?? behave,
    `${copy.name} ${verb} ${copy.from} ${expected}: ${what}; ${explained.text}`,
    `${explained.remedy}; ${lookAt(context, copy)}; nothing was released`,
  );
}

/** Without the line that only the gate reads. */
async function logOf({ containers }: StageContext, { container }: RejectedCopy): Promise<string> {
  const { stderr, stdout } = await containers.logs(container);
  const lines = `${stdout}${stderr}`.split('\n');
  return lines.filter((line) => !line.startsWith(CLONE_PROBE_LINE)).join('\n');
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
