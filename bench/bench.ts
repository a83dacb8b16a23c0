import { Command } from 'commander';
import { scaleOutCommand } from './scaleout-bench';
import { stageCommand } from './stage-bench';
import { synthesisCommand } from './synthesis-bench';

/**
 * The project's benchmarks: figures of one run are compared with each other only. Each can print one JSON document;
 * docs/benchmarks.md keeps what they said.
 */
new Command('bench')
  .addCommand(stageCommand(), { isDefault: true })
  .addCommand(synthesisCommand())
  .addCommand(scaleOutCommand())
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
