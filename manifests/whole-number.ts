import { InvalidManifest } from './invalid-manifest';

/** What a number must be, and what to do about one that is not. */
export interface WholeNumberRule {
  /** The smallest number that is taken. */
  readonly least: number;

  /** @default - no limit */
  readonly most?: number;

  /** What is counted, for example `seconds`. @default - the number stands for itself */
  readonly unit?: string;

  /** What an error tells to write instead. */
  readonly remedy: string;
}

/** Kubernetes and Karpenter take no fractions here, and would say so only when the objects are applied. */
export function requireWhole(name: string, value: number, { least, most, remedy, unit }: WholeNumberRule): void {
  if (Number.isInteger(value) && value >= least && (most === undefined || value <= most)) return;
  const range = most === undefined ? `at least ${least}` : `between ${least} and ${most}`;
  const kind = unit === undefined ? `whole number ${most === undefined ? 'of ' : ''}` : `whole number of ${unit}, `;
  throw new InvalidManifest(`\`${name}\` must be a ${kind}${range}, got: ${value}; ${remedy}`);
}
