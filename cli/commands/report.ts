import { Command } from 'commander';
import { REPORT_FILE, writeReport } from '../report/write-report';

/** `report`: the page of stored results. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write one HTML page, which needs no network, with charts of the results of rehearsals of a service')
    .argument('<results...>', 'files that `rehearse --json` printed or stored; the newest release is shown')
    .option('--output <file>', 'the page', REPORT_FILE)
    .action(async (files: readonly string[], { output }: { readonly output: string }) => {
      await writeReport(files, output);
      process.stderr.write(`page: ${output}\n`);
    });
}
