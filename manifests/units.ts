import { SizeRoundingBehavior } from 'cdk8s';

/** A duration; compatible with `Duration` of aws-cdk-lib and of cdk8s. */
export interface IDuration {
  /** Returns the seconds; fractions are an error unless `integral` is false. */
  toSeconds(options?: { readonly integral?: boolean }): number;
}

/** An amount of memory or disk space; compatible with `Size` of aws-cdk-lib and of cdk8s. */
export interface ISize {
  /** Returns the MiB; `rounding` determines how fractions are handled, an error by default. */
  toMebibytes(options?: { readonly rounding?: number }): number;
}

/** Returns the seconds of a duration including fractions, which the rules of each field reject by the field's name. */
export function secondsOf(duration: IDuration): number {
  return duration.toSeconds({ integral: false });
}

/** Returns the MiB of a size including fractions, which the rules of each field reject by the field's name. */
export function mebibytesOf(size: ISize): number {
  // Both libraries use the same number for this rounding mode.
  return size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
}
