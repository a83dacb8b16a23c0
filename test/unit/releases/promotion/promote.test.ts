import type { ReleaseRecord } from '../../../../contract';
import { promote } from '../../../../releases/promotion/promote';
import type { Promoted } from '../../../../releases/promotion/promotion';
import { failureOf } from '../../../support/unit-failure';
import { RECORD } from '../../../support/unit-release-record';
import { refusal, StackScene, STACK_ID } from '../../../support/unit-stack';

const PACE = { intervalMs: 1, timeoutMs: 5_000 };
const PATIENCE = { recordMs: 0, busyMs: 5_000 };
const V8 = { stack: 'shop', release: 'v8' };

function scene(release: Partial<ReleaseRecord> = { release: 'v8' }): Promise<StackScene> {
  return StackScene.with(release);
}

function promoted(
  { catalogue, stacks }: StackScene,
  { request = V8, pace = PACE, patience = PATIENCE, seen = [] as string[] } = {},
): Promise<Promoted> {
  return promote({ stacks, catalogue, patience, id: '1' }, request, pace, (what) => seen.push(what));
}

describe('promote', () => {
  test('moves the parameters of the release, and keeps template and all others', async () => {
    const shop = await scene();
    const result = await promoted(shop);
    expect(result).toMatchObject({
      stack: 'shop',
      service: 'customers',
      release: 'v8',
      previous: 'v7',
      outcome: 'promoted',
    });
    const [update] = shop.updates;
    expect(update).toMatchObject({
      StackName: STACK_ID,
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ClientRequestToken: 'eks-crac-customers-v8-1',
    });
    expect(update?.Parameters).toContainEqual({ ParameterKey: 'Name', ParameterValue: 'v8' });
    expect(update?.Parameters).toContainEqual({ ParameterKey: 'Previous', ParameterValue: 'v7' });
    expect(update?.Parameters).toContainEqual({ ParameterKey: 'RecordDigest', ParameterValue: result.recordDigest });
    expect(update?.Parameters).toContainEqual({ ParameterKey: 'Theirs', UsePreviousValue: true });
  });

  test('keeps the digests of the release before, which the cluster goes on to admit', async () => {
    const shop = await scene();
    await promoted(shop);
    const before = {
      PreviousService: RECORD.images.service.digest,
      PreviousCheckpoint: RECORD.images.checkpoint.digest,
    };
    expect(shop.parameters).toMatchObject(before);
    await promoted(shop);
    expect(shop.parameters).toMatchObject(before);
  });

  test('computes the numbers of the deadline', async () => {
    const shop = await scene({ release: 'v8', pod: { ...RECORD.pod, deadlineMs: 4200 } });
    await promoted(shop);
    expect(shop.parameters).toMatchObject({ DeadlineMs: '4200', Seconds: '305' });
  });

  test('does nothing for a release that the stack runs, and does not forget the one before', async () => {
    const shop = await scene();
    await promoted(shop);
    expect(await promoted(shop)).toMatchObject({ outcome: 'unchanged', previous: 'v7' });
    expect(shop.updates).toHaveLength(1);
  });

  test('is taken back when the release is removed meanwhile', async () => {
    const shop = await scene();
    shop.refuse = () => {
      shop.registry.put('v8-retired', '{"retired":"v8"}');
      return undefined;
    };
    expect(await failureOf(promoted(shop))).toEqual({
      code: 'promotion-failed',
      message:
        'v8 was removed while stack shop began to take it; the update is cancelled, and the stack keeps what it had',
      remedy: 'promote a release that eks-crac releases shows',
    });
    expect(shop.cancelled).toBe(1);
  });

  test('takes it for done when CloudFormation has nothing to do', async () => {
    const shop = await scene();
    shop.refuse = () => refusal('ValidationError', 'No updates are to be performed.');
    expect(await promoted(shop)).toMatchObject({ outcome: 'unchanged' });
  });

  test('waits until the update that it began is seen', async () => {
    const shop = await scene();
    shop.after = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE'];
    const seen: string[] = [];
    await promoted(shop, { seen });
    expect(seen).toEqual([
      'update of shop to v8',
      ...['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'].map((status) => `shop is ${status}`),
    ]);
  });

  test('fails with the first reason of the stack, which has what it had', async () => {
    const shop = await scene();
    shop.after = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'];
    shop.event('UPDATE_FAILED', 'of an update before', 'Older', 'other');
    shop.event('UPDATE_IN_PROGRESS', 'User Initiated');
    shop.event('UPDATE_FAILED', 'TimeoutError: not all pods are ready', 'Rollout');
    shop.event('UPDATE_FAILED', 'Resource update cancelled', 'Queue');
    shop.event('UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [Rollout].');
    expect(await failureOf(promoted(shop))).toEqual({
      code: 'promotion-failed',
      message:
        'stack shop did not take v8, and has what it had: Rollout (Custom::Thing): TimeoutError: not all pods are ready',
      remedy:
        'see its pods with kubectl, and all events with aws cloudformation describe-stack-events --stack-name shop',
    });
    expect(shop.parameters['Name']).toBe('v7');
  });

  test('names the way out of a rollback that failed', async () => {
    const shop = await scene();
    shop.after = ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED'];
    const { code, message, remedy } = await failureOf(promoted(shop));
    expect(code).toBe('stack-unusable');
    expect(message).toBe('stack shop did not take v8, and is UPDATE_ROLLBACK_FAILED: CloudFormation gave no reason');
    expect(remedy).toBe(
      'finish its rollback with aws cloudformation continue-update-rollback --stack-name shop, then promote again',
    );
  });

  test('gives up in time, and says that it can be taken up again', async () => {
    const shop = await scene();
    shop.after = ['UPDATE_IN_PROGRESS'];
    const { message, remedy } = await failureOf(promoted(shop, { pace: { intervalMs: 1, timeoutMs: 500 } }));
    expect(message).toBe('stack shop has not taken v8: not after 0.5 s; last seen: shop is UPDATE_IN_PROGRESS');
    expect(remedy).toBe('promote again: the update that goes on is followed');
  });

  test('takes no part of the list of tags, however many there are', async () => {
    const shop = await scene();
    for (let number = 100; number < 5_100; number++) shop.registry.tags.set(`v${number}`, 'sha256:0');
    const began = performance.now();
    await promoted(shop);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(shop.registry.requests.filter((request) => request.includes('/tags/'))).toEqual([]);
  });
});

describe('promote beside another update', () => {
  test('follows an update to the same release', async () => {
    const shop = await scene();
    await promoted(shop);
    shop.parameters['Name'] = 'v8';
    shop.looks = ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'];
    shop.event('UPDATE_IN_PROGRESS', 'User Initiated', undefined, 'eks-crac-customers-v8-other');
    expect(await promoted(shop)).toMatchObject({ release: 'v8', outcome: 'promoted' });
    expect(shop.updates).toHaveLength(1);
  });

  test('does not take the update of another service of the stack for its own', async () => {
    const shop = await scene();
    shop.looks = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'];
    shop.event('UPDATE_IN_PROGRESS', 'User Initiated', undefined, 'eks-crac-orders-v8-other');
    const request = { ...V8, service: 'customers' };
    expect(await promoted(shop, { request })).toMatchObject({ release: 'v8', outcome: 'promoted' });
    expect(shop.updates).toHaveLength(1);
  });

  test('waits for the end of any other, and then begins', async () => {
    const shop = await scene();
    shop.looks = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'];
    shop.event('UPDATE_IN_PROGRESS', 'User Initiated', undefined, 'eks-crac-customers-v9-other');
    const seen: string[] = [];
    expect(await promoted(shop, { seen })).toMatchObject({ outcome: 'promoted' });
    expect(seen[0]).toBe('shop is UPDATE_IN_PROGRESS: the promotion of customers to v9');
  });

  test('begins again when the other was a moment faster', async () => {
    const shop = await scene();
    const answers = [
      refusal('ValidationError', `Stack:${STACK_ID} is in UPDATE_IN_PROGRESS state and can not be updated.`),
    ];
    shop.refuse = () => answers.shift();
    expect(await promoted(shop)).toMatchObject({ outcome: 'promoted' });
    expect(shop.updates).toHaveLength(2);
  });

  test('refuses when the other does not end', async () => {
    const shop = await scene();
    shop.looks = ['UPDATE_IN_PROGRESS'];
    shop.event('UPDATE_IN_PROGRESS', 'User Initiated', undefined, 'console-1');
    expect(await failureOf(promoted(shop, { patience: { recordMs: 0, busyMs: 0 } }))).toEqual({
      code: 'stack-unusable',
      message: 'shop is UPDATE_IN_PROGRESS: another update (console-1), for longer than 0 s',
      remedy:
        'wait for its end with aws cloudformation wait stack-update-complete --stack-name shop, then promote again',
    });
  });

  test('says so when the other came after it', async () => {
    const shop = await scene();
    shop.after = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE'];
    expect(await failureOf(promoted(shop))).toEqual({
      code: 'promotion-failed',
      message: 'another update of stack shop came after that to v8, and it runs v7',
      remedy: 'promote again if this release is the one that is wanted',
    });
  });
});
