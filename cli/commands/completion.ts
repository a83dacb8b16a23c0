import { Argument, Command } from 'commander';
import { completionScript, SHELLS } from '../completion/script';
import type { Shell } from '../completion/script';

/** `completion`: a script for a shell, made from the definitions of the commands. */
export function completionCommand(program: () => Command): Command {
  return new Command('completion')
    .description('print a script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, program()));
    });
}
