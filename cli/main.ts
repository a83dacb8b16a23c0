import { Command, CommanderError } from 'commander';
import { FAILURES, UNEXPECTED_EXIT_CODE } from '../contract';
import { Failure } from '../stage/report';
import { machineCommand } from './commands/machine';
import { rehearseCommand } from './commands/rehearse';
import { releaseCommand } from './commands/release';
import { stageCommand } from './commands/stage';
import { Progress } from './render/progress';

/** The command line; answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('eks-crac')
    .description('start Java services on Amazon EKS from a warmed-up checkpoint')
    .showHelpAfterError('(--help lists the options)')
    .addCommand(rehearseCommand())
    .addCommand(releaseCommand())
    .addCommand(machineCommand())
    .addCommand(stageCommand());
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.exitOverride();
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : FAILURES.usage.exitCode;
  const progress = new Progress(process.stderr);
  if (error instanceof Failure) {
    progress.error(`${error.message}\n  → ${error.remedy}`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  progress.error(`${text}\n  → this is a defect of eks-crac; please report it with the lines above`);
  return UNEXPECTED_EXIT_CODE;
}
