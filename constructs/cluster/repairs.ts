import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

/** Mends what the blueprints' Karpenter add-on gets wrong; each repair fails when there is nothing left to mend. */
export function repairInterruption(scope: IConstruct): void {
  const stack = Stack.of(scope);
  repairStateChangeRule(stack.node.findChild('inst-state-change-rule'));
  requireTls(stack.node.findChild('karpenter-queue'));
}

/** The add-on waits for an event of "C2", so that no node that stops is ever noticed. */
function repairStateChangeRule(rule: IConstruct): void {
  const resource = rule.node.defaultChild;
  if (!CfnRule.isCfnRule(resource)) throw new TypeError(`${rule.node.path} is no rule`);
  resource.addPropertyOverride('EventPattern.detail-type', ['EC2 Instance State-change Notification']);
}

function requireTls(queue: IConstruct): void {
  if (!(queue instanceof Queue)) throw new TypeError(`${queue.node.path} is no queue`);
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:*'],
      resources: [queue.queueArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
}
