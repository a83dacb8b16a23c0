import { Command, Option } from 'commander';
import { packagePath } from '../kit/package-path';
import { ProcessError } from '../kit/process';
import { BuildError } from './runtime/build-error';
import { buildPackage } from './runtime/build';
import { writeLock } from './runtime/lock/lock';
import { writeSources } from './runtime/sources';
import { TARGETS } from './runtime/target';
import type { Target } from './runtime/target';
import { verify } from './runtime/verify';
import { workspace } from './runtime/workspace';

type Choice = Target | 'all';

const say = (line: string) => void process.stderr.write(`… ${line}\n`);

const CORRECT = 'correct what the program says, then run the command again';

const program = new Command('npm run runtime --')
  .description('build the runtime layer from its locked inputs')
  .showHelpAfterError('(--help lists the options)');

program
  .command('build')
  .description('build packages/runtime-linux-<arch> from runtime/inputs.lock.json')
  .addOption(architectures())
  .action(async ({ arch }: { arch: Choice }) => {
    for (const target of targetsOf(arch)) await buildPackage(target, workspace(say));
  });

program
  .command('verify')
  .description('build twice in different folders and compare the bytes')
  .addOption(architectures())
  .action(async ({ arch }: { arch: Choice }) => {
    for (const target of targetsOf(arch)) await verify(target, workspace(say));
  });

program
  .command('lock')
  .description('find the newest versions of all inputs and write runtime/inputs.lock.json')
  .action(() => writeLock(workspace(say)));

program
  .command('sources')
  .description("collect the sources of Debian's parts in one archive")
  .option('--out <file>', 'the archive', packagePath('dist/runtime-sources.tar'))
  .action(({ out }: { out: string }) => writeSources(out, workspace(say)));

program.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof BuildError) process.stderr.write(`error: ${error.message}\n  → ${error.remedy}\n`);
  else if (error instanceof ProcessError) process.stderr.write(`error: ${error.message}\n  → ${CORRECT}\n`);
  else throw error;
});

function architectures(): Option {
  return new Option('--arch <arch>', 'of which architecture').choices([...TARGETS, 'all']).default('all');
}

function targetsOf(choice: Choice): readonly Target[] {
  return choice === 'all' ? TARGETS : [choice];
}
