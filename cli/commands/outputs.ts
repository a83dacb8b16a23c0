import { Command } from 'commander';
import { RELEASE_TERMS_OUTPUT } from '../../contract';
import { requireStack } from '../../releases/promotion/promotion';
import { openStacks, withStackOptions } from '../releases/stack-options';
import type { StackOptions } from '../releases/stack-options';
import { table } from '../releases/table';

/** `outputs`: what a stack says of itself, for scripts. */
export function outputsCommand(): Command {
  return withStackOptions(
    new Command('outputs').description(
      'show the outputs of a stack, and the parameters that say which release it runs',
    ),
  ).action(run);
}

async function run(options: StackOptions): Promise<void> {
  const { name, outputs, parameters, status } = await requireStack(openStacks(options), options.stack);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ stack: name, status, parameters, outputs }, undefined, 2)}\n`);
    return;
  }
  // The terms are for programs: a line of some kilobytes.
  const shown = Object.entries(outputs).filter(([key]) => !key.startsWith(RELEASE_TERMS_OUTPUT));
  process.stdout.write(`${name} is ${status}\n`);
  process.stdout.write(table(['Output', 'Value'], shown));
  process.stdout.write(`\n${table(['Parameter', 'Value'], Object.entries(parameters))}`);
}
