/** One entry of an index of Debian: its fields by name; lines of one field are joined by newlines. */
export type Stanza = ReadonlyMap<string, string>;

/** Reads those entries of an index whose first line is wanted: an index has tens of thousands. */
export function stanzas(index: string, wanted: (name: string) => boolean): readonly Stanza[] {
  return index
    .split('\n\n')
    .filter((text) => wanted(/^Package: (\S+)/.exec(text.trimStart())?.[1] ?? ''))
    .map((text) => parse(text.trim()));
}

function parse(text: string): Stanza {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    const [, name, value] = /^([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      fields.set(name, value);
      last = name;
    } else if (last !== '') {
      fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`);
    }
  }
  return fields;
}

/** The names of the packages that an entry depends on, the first of each choice. */
export function dependencies(stanza: Stanza): readonly string[] {
  const all = [stanza.get('Pre-Depends'), stanza.get('Depends')].filter((field) => field !== undefined).join(', ');
  return all.split(',').flatMap((choice) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(choice)?.[1] ?? []);
}

export interface SourceName {
  readonly name: string;
  readonly version: string;
}

/** The sources of a package: its own, and those of others that it contains parts of. */
export function sourcesOf(stanza: Stanza): readonly SourceName[] {
  const name = stanza.get('Package') ?? '';
  const [, source = name, version = stanza.get('Version') ?? ''] =
    /^(\S+)(?: \((.+)\))?$/.exec(stanza.get('Source') ?? name) ?? [];
  const used = [stanza.get('Built-Using'), stanza.get('Static-Built-Using')].join(',');
  const contained = [...used.matchAll(/([a-z0-9][a-z0-9+.-]*) \(= ([^)]+)\)/g)];
  return [{ name: source, version }, ...contained.map(([, other = '', its = '']) => ({ name: other, version: its }))];
}
