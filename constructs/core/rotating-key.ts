import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** A key that is rotated every year. It stays with the data that it encrypts, unless its own creation failed. */
export function rotatingKey(scope: Construct, id = 'Key'): IKey {
  return new Key(scope, id, { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
}
