import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { StageContext } from '../../context/stage-context';

const FROM = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim;
const ARGUMENT = /^\s*ARG\s+([A-Za-z_]\w*)(?:=(\S+))?/gim;

/** Returns the images that the service is built from, with the values of build arguments, each once; not its stages. */
export function baseImages({ images, spec, specFolder }: StageContext): readonly string[] {
  if (spec.image !== undefined) return [spec.image];
  const { args = {}, context = '.', dockerfile = 'Dockerfile' } = spec.build ?? {};
  const path = resolve(specFolder, context, dockerfile);
  // Somebody may have moved it since the image was built.
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const defaults = [...text.matchAll(ARGUMENT)].flatMap(([, name = '', value]) =>
    value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')] as const],
  );
  const values = { ...Object.fromEntries(defaults), ...images.buildArguments, ...args };
  const stages = new Set<string>(['scratch']);
  const found = new Set<string>();
  for (const [, image = '', stage] of text.matchAll(FROM)) {
    const named = substituted(image, values);
    if (named !== '' && !stages.has(named)) found.add(named);
    if (stage !== undefined) stages.add(stage);
  }
  return [...found];
}

function substituted(image: string, values: Readonly<Record<string, string>>): string {
  return image.replaceAll(
    /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (_, braced?: string, other?: string, bare?: string) => {
      return values[braced ?? bare ?? ''] ?? other ?? '';
    },
  );
}
