import { StackStatus } from '@aws-sdk/client-cloudformation';
import type { ReleaseRecord, ReleaseTerms } from '../../../../contract';
import { promote } from '../../../../releases/promotion/promote';
import { rollbackOf } from '../../../../releases/promotion/rollback';
import { conditionOf } from '../../../../releases/promotion/stack-status';
import { failureOf } from '../../../support/unit-failure';
import { RECORD } from '../../../support/unit-release-record';
import { AMD, INTEL, recordOf } from '../../../support/unit-several-classes';
import { refusal, StackScene } from '../../../support/unit-stack';

const V8 = { stack: 'shop', release: 'v8' };
const PACE = { intervalMs: 1, timeoutMs: 5_000 };

function refused({ catalogue, stacks }: StackScene, request: object = {}, recordMs = 0) {
  return failureOf(promote({ stacks, catalogue, patience: { recordMs, busyMs: 0 } }, { ...V8, ...request }, PACE));
}

async function changed(record: Partial<ReleaseRecord>, terms: Partial<ReleaseTerms> = {}) {
  const shop = await StackScene.with({ release: 'v8', ...record });
  shop.setTerms(terms);
  const failure = await refused(shop);
  expect(shop.updates).toEqual([]);
  return failure;
}

const { host, pod } = RECORD;
const workload = { name: 'customers', namespace: 'shop', cpu: 1, memoryMiB: 1024, volumes: [] };
const s3 = { type: 's3', bucket: 'ours' } as const;
const efs = { type: 'efs', fileSystemId: 'fs-1', accessPointId: 'fsap-1' } as const;

describe('a release that does not fit its stack', () => {
  test('is refused by the name of each field, with both values', async () => {
    const failure = await changed({ pod: { ...pod, port: 9090, uid: 0 } });
    expect(failure).toEqual({
      code: 'release-refused',
      message:
        'v8 of customers changes what stack shop is made for:\n  - `pod.uid`: the stack has 1000, the release 0\n  - `pod.port`: the stack has 8080, the release 9090',
      remedy:
        'write its record with eks-crac release --version v8 --out, and deploy the stack with it: npx cdk deploy shop',
    });
  });

  test.each<[string, Partial<ReleaseRecord>, Partial<ReleaseTerms>]>([
    ['engine.type', { engine: { type: 'warp', version: '1' } }, {}],
    ['host.cpuClass', { host: { ...host, cpuClass: 'm8i' } }, {}],
    ['host.architecture', { host: { ...host, architecture: 'arm64' } }, {}],
    ['copies[].host.cpuClass', { copies: recordOf(AMD, INTEL).copies }, {}],
    ['copies[].host.cpuClass', {}, { cpuClasses: ['m7a', 'm7i'] }],
    ['host.needs', { host: { ...host, needs: ['cgroup-v2', 'shadow-stack'] } }, {}],
    ['pod.readiness', { pod: { ...pod, readiness: { tcp: {} } } }, {}],
    ['pod.cpu, with the limits of customers', { pod: { ...pod, cpu: 2 } }, {}],
    ['pod.memoryMiB, with the limits of customers', { pod: { ...pod, memoryMiB: 2048 } }, {}],
    [
      'checkpoint.packed',
      { checkpoint: { ...RECORD.checkpoint, packed: undefined } },
      { parameters: [{ name: 'Pack', holds: 'pack-digest' }] },
    ],
    ['stores, with the store of customers', {}, { workloads: [{ ...workload, store: s3 }] }],
    [
      'stores, with the store of customers',
      { stores: [{ ...efs, accessPointId: 'fsap-2', path: '/v8' }] },
      { workloads: [{ ...workload, store: efs }] },
    ],
    [
      'checkpoint.capturedPaths, with the volumes of customers',
      { pod: { ...pod, readOnlyRoot: true } },
      { readOnlyRoot: true },
    ],
    [
      'checkpoint.capturedPaths, with the empty volumes of customers',
      {},
      { workloads: [{ ...workload, volumes: [{ path: '/tmp', content: 'empty' }] }] },
    ],
  ])('for %s', async (field, record, terms) => {
    const { code, message } = await changed(record, terms);
    expect(code).toBe('release-refused');
    expect(
      message
        .split('\n')
        .slice(1)
        .map((line) => line.split('`')[1]),
    ).toEqual([field]);
  });

  test('is none that was captured with less, or that is found in the store of the stack', async () => {
    const shop = await StackScene.with({
      release: 'v8',
      pod: { ...pod, cpu: 0.5, memoryMiB: 512 },
      stores: [{ ...efs, path: '/customers/v8' }],
    });
    shop.setTerms({
      workloads: [{ ...workload, store: efs }],
      parameters: [
        { name: 'Name', holds: 'release' },
        { name: 'Theirs', holds: 'efs-path' },
      ],
    });
    const { catalogue, stacks } = shop;
    await promote({ stacks, catalogue, patience: { recordMs: 0, busyMs: 0 } }, V8, PACE);
    expect(shop.parameters['Theirs']).toBe('customers/v8');
  });
});

describe('a release that is not there', () => {
  test('is named', async () => {
    expect(await refused(await StackScene.with())).toEqual({
      code: 'release-not-found',
      message: 'the repository of stack shop has no release v8',
      remedy: 'run its pipeline, or name one that eks-crac release --repository URI shows',
    });
  });

  test('is waited for while its record may be on its way', async () => {
    const shop = await StackScene.with();
    const { catalogue, stacks } = shop;
    const tools = { stacks, catalogue, patience: { recordMs: 5_000, busyMs: 0 } };
    const seen: string[] = [];
    const done = promote(tools, V8, PACE, (what) => {
      seen.push(what);
      if (seen.length === 3) void shop.publish({ release: 'v8' });
    });
    expect(await done).toMatchObject({ outcome: 'promoted' });
    expect(seen[0]).toBe('no record of v8');
  });

  test('is refused when an image of it was deleted', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    const digest = shop.registry.tags.get('v8-checkpoint')!;
    shop.registry.manifests.delete(digest);
    expect(await refused(shop)).toEqual({
      code: 'image-not-found',
      message: `${shop.repository} has the record of v8, and no image ${digest}`,
      remedy: 'choose another release: this one has been deleted in part',
    });
  });
});

describe('a stack that cannot be moved', () => {
  test.each(Object.values(StackStatus).filter((status) => /_FAILED$|^ROLLBACK_COMPLETE$|^DELETE|^REVIEW/.test(status)))(
    'has a remedy for %s, unless the next update fixes it',
    (status) => {
      const condition = conditionOf(status);
      expect(condition.kind).toBe(status === 'UPDATE_FAILED' ? 'rolled-back' : 'stuck');
      if (condition.kind === 'stuck') expect(condition.remedy('shop')).toMatch(/ shop\b/);
    },
  );

  test('is refused before anything is asked of the registry', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    shop.looks = ['ROLLBACK_COMPLETE'];
    shop.registry.requests.length = 0;
    const { code, message } = await refused(shop);
    expect([code, message]).toEqual(['stack-unusable', 'stack shop is ROLLBACK_COMPLETE']);
    expect(shop.registry.requests).toEqual([]);
  });

  test('has no release of parameters', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    shop.outputs = { Url: 'x' };
    expect(await refused(shop)).toEqual({
      code: 'stack-unusable',
      message: 'stack shop has no release of parameters',
      remedy: 'make its release with Release.fromParameters(), and deploy it once: npx cdk deploy shop',
    });
  });

  test('has terms of a newer version', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    shop.setTerms({ schema: 2 as never });
    const { message, remedy } = await refused(shop);
    expect(message).toContain('`schema` 2 is newer than 1');
    expect(remedy).toBe('deploy the stack again with this version of eks-crac: npx cdk deploy shop');
  });

  test('has several services, or not the one that is named', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    const { message: none } = await refused(shop, { service: 'orders' });
    expect(none).toBe('stack shop has no release of orders, only of customers');
    shop.outputs['EksCracReleaseOther'] = shop.outputs['EksCracReleaseShop']!.replaceAll('"customers"', '"orders"');
    const { message, remedy } = await refused(shop);
    expect(message).toBe('stack shop has releases of several services: customers, orders');
    expect(remedy).toBe('say which one is meant: --service NAME');
  });

  test('is not there', async () => {
    const shop = await StackScene.with({ release: 'v8' });
    shop.cloudFormation.onAnyCommand().rejects(refusal('ValidationError', 'Stack with id shop does not exist'));
    const { message, remedy } = await refused(shop);
    expect(message).toBe('there is no stack shop in this account and region');
    expect(remedy).toBe('deploy it once with npx cdk deploy shop, or choose another --profile or --region');
  });

  test.each([
    ['AccessDenied', 'not authorized', 'account-not-ready', 'AWS denied cloudformation:DescribeStacks: not authorized'],
    ['ExpiredToken', 'expired', 'account-not-ready', 'AWS credentials are missing or expired: expired'],
    ['Throttling', 'Rate exceeded', 'aws-unavailable', 'AWS did not do cloudformation:DescribeStacks: Rate exceeded'],
  ])('is behind an API that answers %s', async (name, text, code, message) => {
    const shop = await StackScene.with({ release: 'v8' });
    shop.cloudFormation.onAnyCommand().rejects(refusal(name, text));
    expect(await refused(shop)).toMatchObject({ code, message });
  });
});

describe('rollback', () => {
  test('is a promotion of the release before', async () => {
    const shop = await StackScene.with({ release: 'v8' }, { release: 'v7' });
    const { catalogue, stacks } = shop;
    const tools = { stacks, catalogue, patience: { recordMs: 0, busyMs: 0 } };
    await promote(tools, V8, PACE);
    const back = await rollbackOf(stacks, { stack: 'shop' });
    expect(back).toEqual({ stack: 'shop', release: 'v7', service: 'customers' });
    expect(await promote(tools, back, PACE)).toMatchObject({ release: 'v7', previous: 'v8' });
  });

  test('needs a release before', async () => {
    const { stacks } = await StackScene.with();
    const { message, remedy } = await failureOf(rollbackOf(stacks, { stack: 'shop' }));
    expect(message).toBe('stack shop has had no release before v7');
    expect(remedy).toBe('name the release to go back to: --to vN');
  });
});
