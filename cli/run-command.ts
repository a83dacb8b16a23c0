import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { FAILURES, UNEXPECTED_EXIT_CODE } from '../contract';
import { Failure } from '../kit/report/failure';
import { Progress } from './render/progress';

/** Runs a command line and returns the exit code; every error is explained on standard error. */
export async function runCommand(program: Command, argv: readonly string[]): Promise<number> {
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride();
  }
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
