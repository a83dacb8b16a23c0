import { parse, YAMLParseError } from 'yaml';
import type { Found } from './draft';
import type { ProjectFile, ProjectFiles } from './project-files';

const FOLDER = 'src/main/resources';
const NAMES = [
  'application.properties',
  'application.yaml',
  'application.yml',
  'META-INF/microprofile-config.properties',
  'config/application.properties',
];

/** Settings of a service by their dotted names. */
export class Settings {
  private constructor(private readonly values: ReadonlyMap<string, Found<string>>) {}

  public static of(files: ProjectFiles): Settings {
    const found = files.all(...NAMES.map((name) => `${FOLDER}/${name}`));
    // The first file that has a setting counts.
    return new Settings(new Map(found.reverse().flatMap(settingsIn)));
  }

  /** Returns the first setting that has a value; of a placeholder its default counts. */
  public get(...names: readonly string[]): Found<string> | undefined {
    for (const name of names) {
      const found = this.values.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  public port(...names: readonly string[]): Found<number> | undefined {
    const found = this.get(...names);
    const value = Number(found?.value);
    return found === undefined || !Number.isInteger(value) || value < 1 ? undefined : { ...found, value };
  }

  /** Whether any setting starts like this. */
  public has(start: string): boolean {
    return [...this.values.keys()].some((name) => name.startsWith(start));
  }
}

function settingsIn(file: ProjectFile): [string, Found<string>][] {
  const pairs = file.name.endsWith('.properties') ? properties(file.text) : yaml(file.text);
  return pairs.flatMap(([name, text]) => {
    const value = resolved(text);
    return value === undefined ? [] : [[name, { value, from: `${name} in ${file.name}` }] as [string, Found<string>]];
  });
}

function properties(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^\s*([^#!\s=:%][^\s=:]*)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    return name === '' ? [] : [[name, value] as [string, string]];
  });
}

/** The first document: others belong to profiles. */
function yaml(text: string): [string, string][] {
  try {
    return flat(parse(text.split(/^---\s*$/m).find((part) => part.trim() !== '') ?? ''));
  } catch (error) {
    // A template, for example; what it would say is not found then.
    if (error instanceof YAMLParseError) return [];
    throw error;
  }
}

function flat(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) => flat(inner, path === '' ? name : `${path}.${name}`));
  }
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain && path !== '' ? [[path, String(value)]] : [];
}

/** `${PORT:8080}` is 8080; a placeholder without a default is known in the pod only. */
function resolved(text: string): string | undefined {
  const value = text.replace(/\$\{[^}:]*:([^}]*)\}/g, '$1');
  return value.includes('${') ? undefined : value;
}
