import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StageContext } from '../../context/stage-context';

const FROM = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim;
const ARGUMENT = /^\s*ARG\s+([A-Za-z_]\w*)(?:=(\S+))?/gim;

/** The images that a service is built from, with the values of build arguments. */
export interface BaseImages {
  /** Each once; not the stages of the Dockerfile. */
  readonly all: readonly string[];
  /**
   * The one on which the service's own image begins.
   *
   * @default - it begins with nothing, or the Dockerfile is gone
   */
  readonly below?: string;
}

export function baseImages({ images, spec, specFolder }: StageContext): BaseImages {
  if (spec.image !== undefined) return { all: [spec.image], below: spec.image };
  const { args = {}, context = '.', dockerfile = 'Dockerfile', target } = spec.build ?? {};
  const path = resolve(specFolder, context, dockerfile);
  // Somebody may have moved it since the image was built.
  if (!existsSync(path)) return { all: [] };
  const text = readFileSync(path, 'utf8');
  return basesOf(text, { ...defaults(text), ...images.buildArguments, ...args }, target);
}

function basesOf(text: string, values: Readonly<Record<string, string>>, target: string | undefined): BaseImages {
  const stages = new Map<string, string>([['scratch', '']]);
  const found = new Set<string>();
  let below = '';
  for (const [, image = '', stage] of text.matchAll(FROM)) {
    const named = substituted(image, values);
    const own = stages.get(named);
    if (own === undefined && named !== '') found.add(named);
    below = own ?? named;
    if (stage !== undefined) stages.set(stage, below);
    if (stage !== undefined && stage === target) break;
  }
  return { all: [...found], ...(below === '' ? {} : { below }) };
}

function defaults(text: string): Readonly<Record<string, string>> {
  const given = [...text.matchAll(ARGUMENT)].flatMap(([, name = '', value]) =>
    value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')] as const],
  );
  return Object.fromEntries(given);
}

function substituted(image: string, values: Readonly<Record<string, string>>): string {
  return image.replaceAll(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, other?: string, bare?: string) => {
      return values[braced ?? bare ?? ''] ?? other ?? '';
    },
  );
}
