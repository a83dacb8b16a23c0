import { BuildError } from '../build-error';
import type { DebianPackage, SourcePackage } from '../inputs';
import { poolFile } from './choose';
import type { DebianIndex } from './debian-index';
import { stanzas } from './stanzas';
import type { Stanza } from './stanzas';
import { LICENCES } from './wanted';

/** The sources of everything that is delivered, each file with its digest. */
export function sourcePackages(packages: readonly DebianPackage[], index: DebianIndex): readonly SourcePackage[] {
  const delivered = packages.filter(({ uses }) => uses.some((use) => use !== 'jdk')).flatMap(({ sources }) => sources);
  const wanted = new Map(delivered.map((source) => [`${source.name} ${source.version}`, source]));
  const names = new Set(delivered.map(({ name }) => name));
  const found = stanzas(index.sources, (name) => names.has(name));
  return [...wanted.entries()].sort().map(([key, source]) => {
    const stanza = found.find((entry) => `${entry.get('Package') ?? ''} ${entry.get('Version') ?? ''}` === key);
    if (stanza === undefined) {
      const text = `the sources ${key} are not in the index, so the package made from them cannot be passed on`;
      throw new BuildError(text, 'lock again when Debian has them');
    }
    return { ...source, licence: licenceOf(source.name), files: filesOf(stanza, index.released) };
  });
}

function filesOf(stanza: Stanza, released: Date): SourcePackage['files'] {
  const folder = stanza.get('Directory') ?? '';
  const lines = (stanza.get('Checksums-Sha256') ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [sha256 = '', , name = ''] = line.split(' ');
    return poolFile(`${folder}/${name}`, sha256, released);
  });
}

function licenceOf(source: string): string {
  const licence = LICENCES[source];
  if (licence !== undefined) return licence;
  throw new BuildError(
    `the licence of ${source} is not known`,
    'read its copyright file and add it to LICENCES in scripts/runtime/lock/wanted.ts',
  );
}
