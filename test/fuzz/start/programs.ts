import { join } from 'node:path';
import { inputsLock } from '../../../scripts/runtime/inputs';
import { compilePrograms } from '../../../scripts/runtime/parts/programs';
import { buildHost } from '../../../scripts/runtime/target';
import { Zig } from '../../../scripts/runtime/tools/zig';
import { workspace } from '../../../scripts/runtime/workspace';

const FLAGS = ['-std=c11', '-Os', '-static', '-s', '-Wall', '-Wextra', '-Werror'];

export interface Programs {
  readonly start: string;
  readonly runner: string;
  readonly fakes: string;
}

/** Compiles `start`, what runs it, and what it runs, into a folder. */
export async function programsIn(folder: string): Promise<Programs> {
  const space = workspace(() => undefined);
  const target = buildHost();
  const programs = { start: join(folder, 'start'), runner: join(folder, 'runner'), fakes: join(folder, 'fakes') };
  await compilePrograms(target, programs.start, space);
  const zig = await Zig.of(inputsLock(), space);
  for (const name of ['runner', 'fakes'] as const)
    await zig.compile(target, __dirname, [...FLAGS, '-o', programs[name], `${name}.c`]);
  return programs;
}
