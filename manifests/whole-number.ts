import { InvalidManifest } from './invalid-manifest';

/** What a number must be, and what to do about one that is not. */
export interface WholeNumberRule {
  readonly least: number;

  /** @default - no limit */
  readonly most?: number;

  readonly remedy: string;
}

/** Kubernetes and Karpenter take no fractions here, and would say so only when the objects are applied. */
export function requireWhole(name: string, value: number, { least, most, remedy }: WholeNumberRule): void {
  if (Number.isInteger(value) && value >= least && (most === undefined || value <= most)) return;
  const range = most === undefined ? `of at least ${least}` : `between ${least} and ${most}`;
  throw new InvalidManifest(`\`${name}\` must be a whole number ${range}, got: ${value}; ${remedy}`);
}
