import { Command } from 'commander';
import { admissionCommand } from './commands/admission';
import { completionCommand } from './commands/completion';
import { digestsCommand } from './commands/digests';
import { doctorCommand } from './commands/doctor';
import { freshnessCommand } from './commands/freshness';
import { initCommand } from './commands/init';
import { machineCommand } from './commands/machine';
import { manifestsCommand } from './commands/manifests';
import { pruneCommand } from './commands/prune';
import { outputsCommand } from './commands/outputs';
import { promoteCommand, rollbackCommand } from './commands/promote';
import { rehearseCommand } from './commands/rehearse';
import { reportCommand } from './commands/report';
import { releaseCommand } from './commands/release';
import { releasesCommand } from './commands/releases';
import { stageCommand } from './commands/stage';
import { statusCommand } from './commands/status';
import { packageVersion } from '../kit/package-version';
import { signCommand, verifyCommand } from './commands/sign';
import { runCommand } from './run-command';

/** All commands. */
export function commandLine(): Command {
  return (
    new Command('eks-crac')
      .description('start Java services on Amazon EKS from a warmed-up checkpoint')
      .version(packageVersion(), '--version', 'print the version of eks-crac')
      // `release` has an option of that name.
      .enablePositionalOptions()
      .showHelpAfterError('(--help lists the options)')
      .addCommand(initCommand())
      .addCommand(rehearseCommand())
      .addCommand(reportCommand())
      .addCommand(releaseCommand())
      .addCommand(releasesCommand())
      .addCommand(manifestsCommand())
      .addCommand(statusCommand())
      .addCommand(freshnessCommand())
      .addCommand(pruneCommand())
      .addCommand(promoteCommand())
      .addCommand(rollbackCommand())
      .addCommand(outputsCommand())
      .addCommand(signCommand())
      .addCommand(verifyCommand())
      .addCommand(digestsCommand())
      .addCommand(doctorCommand())
      .addCommand(machineCommand())
      .addCommand(admissionCommand())
      .addCommand(completionCommand(commandLine))
      .addCommand(stageCommand())
  );
}

/** Runs the command line; returns the exit code. */
export function main(argv: readonly string[]): Promise<number> {
  return runCommand(commandLine(), argv);
}
