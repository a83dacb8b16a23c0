import { decideRetention } from '../../../../releases/retention/decide';
import type { ListedCopy, ListedImage, RetentionPolicy, Use } from '../../../../releases/retention/listing';
import { daysAgo, digestFor, image, NOW, release } from '../../../support/retention/listed';

const POLICY: RetentionPolicy = { keepNewest: 1, graceMs: 7 * 86_400_000 };

interface World {
  readonly images: readonly ListedImage[];
  readonly copies?: readonly ListedCopy[];
  readonly uses?: readonly Use[];
  readonly policy?: Partial<RetentionPolicy>;
}

function decide({ copies = [], images, policy, uses = [] }: World) {
  return decideRetention({ images, copies }, uses, { ...POLICY, ...policy }, NOW);
}

const numbers = (world: World) => decide(world).releases.map(({ number }) => number);
const reasons = (world: World) => Object.fromEntries(decide(world).kept.map(({ name, why }) => [name, why]));
const removed = (world: World) =>
  decide(world).orphans.map((orphan) => (orphan.kind === 'image' ? orphan.tags[0] : `v${orphan.number}`));
const many = [1, 2, 3, 4, 5].flatMap((number) => release(number));

describe('a release is removed', () => {
  test('when nothing uses it and newer ones are kept, the oldest first', () => {
    expect(numbers({ images: many })).toEqual([1, 2, 3, 4]);
  });

  test('its record before copies, what is attached, and images', () => {
    const signature = image([`sha256-${digestFor('v1').slice(7)}.sig`]);
    const [first] = decide({
      images: [...many, signature],
      copies: [{ place: 's3://checkpoints', number: 1, at: daysAgo(90) }],
    }).releases;
    expect(first?.record).toBe(digestFor('v1-record'));
    expect(first?.rest.map((each) => (each.kind === 'image' ? each.tags[0] : each.place))).toEqual([
      's3://checkpoints',
      signature.tags[0],
      'v1',
      'v1-checkpoint',
    ]);
  });
});

describe('a release is kept', () => {
  test.each([
    ['its service image', digestFor('v2')],
    ['its checkpoint image', digestFor('v2-checkpoint')],
    ['its record', digestFor('v2-record')],
  ])('when somebody names %s, and the one before it for a rollback', (_, digest) => {
    const world = { images: many, uses: [{ by: 'stack production', what: { digest } }] };
    expect(numbers(world)).toEqual([3, 4]);
    expect(reasons(world)).toMatchObject({
      v1: 'it is the release before v2, which is used',
      v2: 'stack production uses it',
    });
  });

  test('when somebody names its number', () => {
    expect(numbers({ images: many, uses: [{ by: 'stack staging', what: { number: 4 } }] })).toEqual([1, 2]);
  });

  test('when it is one of the newest, and always the newest itself', () => {
    expect(numbers({ images: many, policy: { keepNewest: 3 } })).toEqual([1, 2]);
    expect(reasons({ images: many, policy: { keepNewest: 0 } })['v5']).toBe('it is one of the 1 newest');
  });

  test('in the grace period', () => {
    expect(numbers({ images: [...release(1), ...release(2, 6), ...release(3)] })).toEqual([1]);
  });

  test('when this version cannot read its record, and the others go', () => {
    const world = { images: [...release(1), ...release(2, 90, false), ...release(3), ...release(4)] };
    expect(numbers(world)).toEqual([1, 3]);
    expect(reasons(world)['v2']).toBe('its record is of a newer version of eks-crac; update eks-crac');
  });

  test('when one of its images has a tag of somebody else', () => {
    const [service, ...rest] = release(1);
    const tagged = { ...service!, tags: [...service!.tags, 'production'] };
    expect(reasons({ images: [tagged, ...rest, ...release(2)] })['v1']).toBe('it is tagged production');
  });

  test('while another clean-up removes it', () => {
    const images = [...release(1), ...release(2), image(['v1-retired'], 1)];
    expect(reasons({ images })['v1']).toBe('another clean-up removes it');
    expect(numbers({ images: [...release(1), ...release(2), image(['v1-retired'], 30)] })).toEqual([1]);
  });
});

describe('of what belongs to no release', () => {
  const run = '20260101000000-0000000a';

  test('candidates, images and copies of a killed build go, and its claim when it is not the highest number', () => {
    const images = [image([`candidate-${run}`]), image(['v7']), image([`v7-claim-${run}`, 'v7-claim']), ...release(8)];
    const copies = [{ place: 's3://checkpoints', number: 7, at: daysAgo(90) }];
    expect(removed({ images, copies })).toEqual(['v7', `candidate-${run}`, 'v7', `v7-claim-${run}`]);
  });

  test('the claim of the highest number stays, so that it is not used again', () => {
    const images = [...release(8), image([`v9-claim-${run}`, 'v9-claim'])];
    expect(reasons({ images })[`v9-claim-${run}, v9-claim`]).toBe('it claims the highest number');
  });

  test('what may belong to a build that runs stays, unless its run is known to be dead', () => {
    const images = [image([`candidate-${run}`], 1), image([`v7-claim-${run}`, 'v7-claim'], 1), ...release(8)];
    const copies = [{ place: 's3://checkpoints', number: 7, at: daysAgo(1) }];
    expect(removed({ images, copies })).toEqual([]);
    const deadRuns = new Set([run]);
    expect(removed({ images, copies, policy: { deadRuns } })).toEqual(['v7', `candidate-${run}`, `v7-claim-${run}`]);
  });

  test('what is not of eks-crac, is used, or has no age stays', () => {
    const { at, ...ageless } = image(['candidate-20260101000000-0000000b']);
    const used = image(['candidate-20260101000000-0000000c']);
    const images = [image(['latest']), image([]), ageless, used, ...release(8)];
    expect(at).toBeDefined();
    expect(reasons({ images, uses: [{ by: 'a pod', what: { digest: used.digest } }] })).toMatchObject({
      latest: 'its tag is not one of eks-crac',
      [digestFor('untagged')]: 'it has no tag, which is for the lifecycle rule of the repository',
      'candidate-20260101000000-0000000b': 'its age is not known',
      'candidate-20260101000000-0000000c': 'a pod uses it',
    });
  });

  test('a signature stays as long as what it signs', () => {
    const signature = image([`sha256-${digestFor('v8').slice(7)}.sig`]);
    const stray = image([`sha256-${'f'.repeat(64)}.sig`]);
    expect(removed({ images: [...release(8), signature, stray] })).toEqual([stray.tags[0]]);
  });
});
