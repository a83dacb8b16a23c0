import { appendFileSync } from 'node:fs';

/**
 * The file that receives a line per comparison; `npm run test:containers -- clones --json` sets it and prints the file.
 */
export const ROWS_VARIABLE = 'EKS_CRAC_TEST_ROWS';

export interface Row {
  readonly service: string;
  readonly copies: number;
  readonly drawn: number;
  readonly equal: number;
}

export function report(row: Row): void {
  const file = process.env[ROWS_VARIABLE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}
