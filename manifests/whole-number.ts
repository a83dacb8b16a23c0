import { InvalidManifest } from './invalid-manifest';

/** The rule for a number, and the remedy for one that breaks it. */
export interface WholeNumberRule {
  /** The minimum. */
  readonly least: number;

  /** The maximum. @default - no limit */
  readonly most?: number;

  /** What is counted, for example `seconds`. @default - a plain number */
  readonly unit?: string;

  /** The remedy shown in an error. */
  readonly remedy: string;
}

/** Rejects fractions, which Kubernetes and Karpenter would reject only when the objects are applied. */
export function requireWhole(name: string, value: number, { least, most, remedy, unit }: WholeNumberRule): void {
  if (Number.isInteger(value) && value >= least && (most === undefined || value <= most)) return;
  const range = most === undefined ? `at least ${least}` : `between ${least} and ${most}`;
  const kind = unit === undefined ? `whole number ${most === undefined ? 'of ' : ''}` : `whole number of ${unit}, `;
  throw new InvalidManifest(`\`${name}\` must be a ${kind}${range}, got: ${value}; ${remedy}`);
}
