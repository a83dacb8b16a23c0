import type { DebianPackage, InputsLock } from '../inputs';

/** Says which sources the delivered programs were made from, and how to get them. */
export function sourcesText(packages: readonly DebianPackage[], inputs: InputsLock): string {
  const wanted = new Set(packages.flatMap(({ sources }) => sources.map(({ name, version }) => `${name} ${version}`)));
  const sources = inputs.sources.filter(({ name, version }) => wanted.has(`${name} ${version}`));
  return [
    'The programs and libraries of Debian in this archive are unchanged, except that the interpreter and the library path',
    'of the program criu were set with patchelf. These are their source packages, with licence and files.',
    '',
    'All of them as one archive, from a checkout of eks-crac of this version:',
    '',
    '  npm run runtime -- sources',
    '',
    'The programs start and fetch, agent.jar, libagent.so and libpreload.so are built from the sources of eks-crac',
    'itself (runtime/, agent/), and the modules named in runtime/fetch/go.sum.',
    '',
    ...sources.flatMap(({ files, licence, name, version }) => [
      `${name} ${version} (${licence})`,
      ...files.flatMap(({ sha256, urls }) => [...urls.map((url) => `  ${url}`), `    sha256 ${sha256}`]),
      '',
    ]),
  ].join('\n');
}
