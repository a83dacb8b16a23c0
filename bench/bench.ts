import { Command } from 'commander';
import { restoreCommand } from './restore/restore-bench';
import { stormCommand } from './restore/storm-bench';
import { clockCommand } from './clock-bench';
import { fetchStormCommand } from './stores/fetch-storm';
import { scaleCommand } from './scale/scale-bench';
import { secretsCommand } from './secrets-bench';
import { scaleOutCommand } from './scaleout-bench';
import { stageCommand } from './stage-bench';
import { startCommand } from './start-bench';
import { storesCommand } from './stores/stores-bench';
import { synthesisCommand } from './synthesis-bench';

/**
 * The project's benchmarks. Compare figures of one run only with each other. Each benchmark can print one JSON
 * document; docs/benchmarks.md records the results.
 */
new Command('bench')
  .addCommand(stageCommand(), { isDefault: true })
  .addCommand(synthesisCommand())
  .addCommand(restoreCommand())
  .addCommand(stormCommand())
  .addCommand(scaleOutCommand())
  .addCommand(startCommand())
  .addCommand(clockCommand())
  .addCommand(secretsCommand())
  .addCommand(storesCommand())
  .addCommand(fetchStormCommand())
  .addCommand(scaleCommand())
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
