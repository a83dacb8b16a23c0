import { Command } from 'commander';
import { digestsCommand } from './commands/digests';
import { doctorCommand } from './commands/doctor';
import { machineCommand } from './commands/machine';
import { rehearseCommand } from './commands/rehearse';
import { releaseCommand } from './commands/release';
import { stageCommand } from './commands/stage';
import { runCommand } from './run-command';

/** Runs the command line; returns the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  const program = new Command('eks-crac')
    .description('start Java services on Amazon EKS from a warmed-up checkpoint')
    .showHelpAfterError('(--help lists the options)')
    .addCommand(rehearseCommand())
    .addCommand(releaseCommand())
    .addCommand(digestsCommand())
    .addCommand(doctorCommand())
    .addCommand(machineCommand())
    .addCommand(stageCommand());
  return runCommand(program, argv);
}
