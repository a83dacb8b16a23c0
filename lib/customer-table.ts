import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';

/** Grants springdemo access to a table. Actions: dynamodb:DescribeTable, GetItem, PutItem and Scan. */
export function grantCustomers(table: ITable, grantee: IGrantable): void {
  Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:DescribeTable', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'],
    resourceArns: [table.tableArn],
  }).assertSuccess();
}
