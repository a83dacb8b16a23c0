import fc from 'fast-check';
import { interleave } from './interleaving';
import type { Process, Started } from './interleaving';
import { build, cleanUp, endUpdate, promote, rollBack } from './processes';
import { DAY_MS, HOUR_MS, SimulatedService } from './simulated-service';

const POLICY = { keepNewest: 2, graceMs: 2 * DAY_MS };
const NEVER = 1_000;

/** One thing that is done; several are done at the same time. */
interface Deed {
  readonly kind: 'build' | 'promote' | 'rollBack' | 'cleanUp';
  readonly stack: number;
  readonly choice: number;
  readonly killedAt: number;
}

interface Round {
  readonly deeds: readonly Deed[];
  readonly choices: readonly number[];
  readonly hours: number;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constantFrom('build', 'build', 'promote', 'promote', 'rollBack', 'cleanUp', 'cleanUp'),
  stack: fc.nat(1),
  choice: fc.nat(20),
  killedAt: fc.oneof(fc.constant(NEVER), fc.integer({ min: 1, max: 12 })),
});

/** Rounds of things at the same time, and the time that passes after each. */
const histories: fc.Arbitrary<readonly Round[]> = fc.array(
  fc.record({
    deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
    choices: fc.array(fc.nat(11), { minLength: 1, maxLength: 40 }),
    hours: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 12, max: 24 * 6 })),
  }),
  { minLength: 1, maxLength: 10 },
);

/** Lives through many histories: nothing that is needed is lost, and nothing else is left. */
export async function expectNothingLostNorLeft(numRuns: number): Promise<void> {
  const property = fc.asyncProperty(histories, async (history) => {
    const service = await live(history);
    await cleanUpAtRest(service);
    expect(service.needed().filter((number) => !service.isWhole(number))).toEqual([]);
    expect(orphans(service)).toEqual([]);
  });
  await fc.assert(property, { numRuns });
}

/** Lives through a history of a service with four old releases; throws at the call that takes away what a stack needs. */
async function live(rounds: readonly Round[]): Promise<SimulatedService> {
  const service = new SimulatedService();
  for (let count = 0; count < 4; count += 1) await alone(build(service));
  service.now += 5 * DAY_MS;
  for (const { choices, deeds, hours } of rounds) {
    await interleave(
      deeds.map((each) => started(service, each)),
      chooser(choices),
    );
    service.now += hours * HOUR_MS;
    // Whoever led an update was killed; CloudFormation goes on by itself.
    service.stacks.forEach((_, index) => endUpdate(service, index));
  }
  return service;
}

/** A clean-up that nobody disturbs, when the grace period of everything is over. */
async function cleanUpAtRest(service: SimulatedService): Promise<void> {
  service.now += 2 * POLICY.graceMs;
  await alone(cleanUp(service, POLICY));
}

function alone(process: Process): Promise<void> {
  return interleave([{ process, killedAt: NEVER }], () => 0);
}

/**
 * What is there, and belongs to no release that is kept. The claim of the highest number must stay, those of releases may,
 * and what has no tag is for the lifecycle rule of the repository.
 */
function orphans(service: SimulatedService): readonly string[] {
  const releases = service.releases();
  const highest = Math.max(0, ...service.tags().map((tag) => Number(/^v(\d+)/.exec(tag)?.[1] ?? 0)));
  const claims = [highest, ...releases].map((number) => `v${number}-claim`);
  const records = releases.map((number) => service.images.get(service.digest(`v${number}-record`) ?? ''));
  const named = new Set(records.flatMap((record) => record?.record ?? []));
  const images = [...service.images]
    .filter(([digest, { record }]) => record === undefined && !named.has(digest))
    .map(([, { tags }]) => [...tags])
    .filter((tags) => tags.length > 0 && !tags.some((tag) => claims.some((claim) => tag.startsWith(claim))));
  const copies = [...service.copies.keys()].filter((number) => !releases.includes(number));
  return [...images.map((tags) => tags.join(', ')), ...copies.map((number) => `copy v${number}`)];
}

function started(service: SimulatedService, { choice, kind, killedAt, stack }: Deed): Started {
  const processes: Record<Deed['kind'], () => Process> = {
    build: () => build(service),
    promote: () => promote(service, stack, choice),
    rollBack: () => rollBack(service, stack),
    cleanUp: () => cleanUp(service, POLICY, choice % 4 === 0 ? choice % 3 : Infinity),
  };
  return { process: processes[kind](), killedAt };
}

function chooser(choices: readonly number[]): () => number {
  let index = 0;
  return () => choices[index++ % choices.length] ?? 0;
}
