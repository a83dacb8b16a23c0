import { z } from 'zod';
import { packagePath } from '../../kit/package-path';
import { ProcessRunner } from '../../kit/process';

const ROOMS =
  'bench bin cli constructs contract engines kit knowledge lambda lib machine manifests scripts stage'.split(' ');

const cruised = z.object({
  modules: z.array(z.object({ source: z.string(), dependencies: z.array(z.object({ resolved: z.string() })) })),
});

/** From one source file to another, type imports included. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import between files of the package's own rooms, as the rules of `npm run lint` see them. */
export async function imports(): Promise<readonly Import[]> {
  const program = packagePath('node_modules/.bin/depcruise');
  const argv = [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...ROOMS];
  const { stdout } = await new ProcessRunner().run(argv, { cwd: packagePath('.') });
  const { modules } = cruised.parse(JSON.parse(stdout));
  return modules.flatMap(({ dependencies, source }) =>
    dependencies.map(({ resolved }) => ({ from: source, to: resolved })),
  );
}
