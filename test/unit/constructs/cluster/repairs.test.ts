import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import { repairInterruption } from '../../../../constructs/cluster/repairs';

const FAULTY = 'C2 Instance State-change Notification';

/** A stand-in for what the Karpenter add-on creates. */
function addOn(detailType = FAULTY, queue: QueueProps = {}): Stack {
  const stack = new Stack(new App(), 'Stack');
  new Rule(stack, 'inst-state-change-rule', { eventPattern: { source: ['aws.ec2'], detailType: [detailType] } });
  new Queue(stack, 'karpenter-queue', queue);
  return stack;
}

describe('the repairs of the Karpenter add-on', () => {
  test('fix the event, encrypt, and require TLS and rules of the account', () => {
    const stack = addOn();
    repairInterruption(stack);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:SendMessage',
            Condition: { ArnNotLike: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ],
      }),
    });
  });

  test('fail when the event is right, or another one', () => {
    expect(() => repairInterruption(addOn('EC2 Instance State-change Notification'))).toThrow(
      new TypeError(
        'Stack/inst-state-change-rule waits for ["EC2 Instance State-change Notification"] and needs no repair; drop it',
      ),
    );
  });

  test('fail when the queue requires TLS already', () => {
    expect(() => repairInterruption(addOn(FAULTY, { enforceSSL: true }))).toThrow(
      new TypeError('Stack/karpenter-queue asks for TLS and needs no repair; drop it'),
    );
  });
});
