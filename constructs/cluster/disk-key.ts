import { Stack } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

/**
 * Lets Karpenter start nodes whose disk is encrypted with a key, through EC2 only. Actions: those that EBS needs of who
 * starts an instance, https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
 */
export function grantDiskKey(scope: IConstruct, key: IKey, karpenter: IGrantable): void {
  const { region, urlSuffix } = Stack.of(scope);
  Grant.addToPrincipalOrResource({
    grantee: karpenter,
    actions: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resourceArns: [key.keyArn],
    resource: key,
    conditions: { StringEquals: { 'kms:ViaService': `ec2.${region}.${urlSuffix}` } },
  }).assertSuccess();
}
