import { CLOUD_SHAPES } from './clouds';
import { CODE_HOST_SHAPES } from './code-hosts';
import { KEY_SHAPES } from './keys';
import { SERVICE_SHAPES } from './services';
import type { SecretShape } from './shape';
import { URL_SHAPES } from './urls';

export { isSecretName } from './secret-names';
export type { Draw, SecretShape } from './shape';

/** Well-known forms of keys and tokens: what must not be in a checkpoint, whoever put it there. */
export const SECRET_SHAPES: readonly SecretShape[] = [
  ...CLOUD_SHAPES,
  ...CODE_HOST_SHAPES,
  ...SERVICE_SHAPES,
  ...KEY_SHAPES,
  ...URL_SHAPES,
];

export const SECRET_KINDS: readonly string[] = SECRET_SHAPES.map(({ kind }) => kind);

/** Returns the shape that a text contains. */
export function shapeIn(text: string): SecretShape | undefined {
  return SECRET_SHAPES.find((shape) => shape.literals.some((literal) => beginsAnywhere(shape, literal, text)));
}

function beginsAnywhere(shape: SecretShape, literal: string, text: string): boolean {
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
    if (realAt(shape, text, at) !== undefined) return true;
  }
  return false;
}

/** Returns the secret that begins with a literal at a place of a text. */
export function realAt({ isReal, pattern }: SecretShape, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  const [found] = pattern.exec(text) ?? [];
  return found !== undefined && (isReal === undefined || isReal(found)) ? found : undefined;
}
