import * as cdk from 'aws-cdk-lib';
import * as cdk8s from 'cdk8s';
import type { IDuration, ISize } from '../../../../manifests';
import { mebibytesOf, secondsOf } from '../../../../manifests/units';

const durations: readonly [string, IDuration, number][] = [
  ['aws-cdk-lib', cdk.Duration.minutes(5), 300],
  ['cdk8s', cdk8s.Duration.minutes(5), 300],
  ['aws-cdk-lib', cdk.Duration.millis(1500), 1.5],
  ['cdk8s', cdk8s.Duration.millis(1500), 1.5],
];
const sizes: readonly [string, ISize, number][] = [
  ['aws-cdk-lib', cdk.Size.gibibytes(2), 2048],
  ['cdk8s', cdk8s.Size.gibibytes(2), 2048],
  ['aws-cdk-lib', cdk.Size.kibibytes(1536), 1.5],
  ['cdk8s', cdk8s.Size.kibibytes(1536), 1.5],
];

describe('units', () => {
  test.each(durations)('read a duration of %s including its fraction: %o is %d s', (_, duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  test.each(sizes)('read a size of %s including its fraction: %o is %d MiB', (_, size, mebibytes) => {
    expect(mebibytesOf(size)).toBe(mebibytes);
  });
});
