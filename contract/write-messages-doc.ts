import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURES, UNEXPECTED_EXIT_CODE } from './failures';
import { MESSAGES, STEPS } from './messages';

/** Renders the documentation page on messages and exit codes. */
export function messagesDoc(): string {
  const failures = Object.entries(FAILURES).map(([code, { exitCode, says }]) => [`\`${code}\``, `${exitCode}`, says]);
  const messages = Object.entries(MESSAGES).map(([code, { level, says }]) => [`\`${code}\``, level, says]);
  return [
    '# Messages and exit codes',
    'Generated from `contract/failures.ts` and `contract/messages.ts` by `npm run messages`.',
    '## Failures',
    'A run ends with 0, or with one error that names its cause and what to do about it. Its exit code says where to look.',
    table([
      ['Failure', 'Exit code', 'What happened'],
      ...failures,
      ['anything else', `${UNEXPECTED_EXIT_CODE}`, 'a defect of eks-crac; please report it'],
    ]),
    '## Messages',
    'What the stage reports while it works, each with a code and typed fields.',
    table([['Message', 'Level', 'Meaning'], ...messages]),
    `The steps, in their order: ${STEPS.map((step) => `\`${step}\``).join(', ')}.`,
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

/** Renders a Markdown table with aligned columns, as Prettier formats it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const [header = [], ...body] = rows;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

if (require.main === module) {
  writeFileSync(join(__dirname, '../docs/messages.md'), messagesDoc());
}
