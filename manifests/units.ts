import { SizeRoundingBehavior } from 'cdk8s';

/** A length of time. `Duration` of aws-cdk-lib is one, and so is `Duration` of cdk8s. */
export interface IDuration {
  /** The seconds; with `integral: false` their fraction too, where the default is to fail. */
  toSeconds(options?: { readonly integral?: boolean }): number;
}

/** An amount of memory or of disk. `Size` of aws-cdk-lib is one, and so is `Size` of cdk8s. */
export interface ISize {
  /** The MiB; `rounding` is what to do with a fraction, where the default is to fail. */
  toMebibytes(options?: { readonly rounding?: number }): number;
}

/** The seconds of a duration, with their fraction, which the rules of a field refuse by the field's name. */
export function secondsOf(duration: IDuration): number {
  return duration.toSeconds({ integral: false });
}

/** The MiB of a size, with their fraction, which the rules of a field refuse by the field's name. */
export function mebibytesOf(size: ISize): number {
  // Both libraries give this behaviour the same number.
  return size.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
}
