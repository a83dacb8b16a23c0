import { Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue, QueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

const DETAIL_TYPE = 'detail-type';
const FAULTY = ['C2 Instance State-change Notification'];
const RIGHT = ['EC2 Instance State-change Notification'];

/** Fixes errors of the blueprints' Karpenter add-on; each repair fails once there is nothing left to fix. */
export function repairInterruption(scope: IConstruct): void {
  const stack = Stack.of(scope);
  repairStateChangeRule(stack.node.findChild('inst-state-change-rule'));
  const queue = stack.node.findChild('karpenter-queue');
  encrypt(queue);
  requireTls(queue);
  requireOwnRules(queue);
}

/** The add-on listens for an event of "C2", so it never notices a node that stops. */
function repairStateChangeRule(rule: IConstruct): void {
  const resource = rule.node.defaultChild;
  if (!CfnRule.isCfnRule(resource)) throw new TypeError(`${rule.node.path} is no rule`);
  const pattern = Stack.of(rule).resolve(resource.eventPattern) as Readonly<Record<string, unknown>>;
  const found = JSON.stringify(pattern[DETAIL_TYPE]);
  if (found !== JSON.stringify(FAULTY)) {
    throw new TypeError(`${rule.node.path} waits for ${found} and needs no repair; drop it`);
  }
  resource.addPropertyOverride(`EventPattern.${DETAIL_TYPE}`, RIGHT);
}

/** As Karpenter's own template has it; SQS does it for new queues anyway, and a reader of this one sees it. */
function encrypt(queue: IConstruct): void {
  const resource = queue.node.defaultChild;
  if (!CfnQueue.isCfnQueue(resource)) throw new TypeError(`${queue.node.path} is no queue`);
  resource.sqsManagedSseEnabled = true;
}

function requireTls(queue: IConstruct): void {
  if (!(queue instanceof Queue)) throw new TypeError(`${queue.node.path} is no queue`);
  const policy = queue.node.tryFindChild('Policy');
  const written = policy instanceof QueuePolicy ? JSON.stringify(Stack.of(queue).resolve(policy.document)) : '';
  if (written.includes('aws:SecureTransport')) {
    throw new TypeError(`${queue.node.path} asks for TLS and needs no repair; drop it`);
  }
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

/**
 * The add-on lets EventBridge and SQS send on behalf of any account; restricts it to rules of this account and region.
 */
function requireOwnRules(queue: IConstruct): void {
  if (!(queue instanceof Queue)) throw new TypeError(`${queue.node.path} is no queue`);
  const rules = Stack.of(queue).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
  queue.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnNotLike: { 'aws:SourceArn': rules } },
    }),
  );
}
