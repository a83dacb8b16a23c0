import { prune } from '../../../releases/retention/prune';
import type { RetentionPolicy } from '../../../releases/retention/listing';
import type { Process } from './interleaving';
import { Lost } from './simulated-service';
import type { SimulatedService } from './simulated-service';

/** A build, in the order in which the stage publishes. */
export function build(service: SimulatedService): Process {
  return async (turn) => {
    const run = service.newRun();
    const call = async <T>(what: () => T): Promise<T> => {
      await turn();
      return what();
    };
    const image = await call(() => service.put(run, `candidate-${run}`));
    const checkpoint = await call(() => service.put(`${run}+`, `candidate-${run}-checkpoint`));
    const number = await claim(service, run, turn);
    await call(() => service.copies.set(number, service.now));
    await call(() => service.put(run, `v${number}`));
    await call(() => service.put(`${run}+`, `v${number}-checkpoint`));
    await call(() => service.put(`record ${run}`, `v${number}-record`, [image, checkpoint]));
  };
}

async function claim(service: SimulatedService, run: string, turn: () => Promise<void>): Promise<number> {
  const numbers = () => service.tags().map((tag) => Number(/^v(\d+)/.exec(tag)?.[1] ?? 0));
  await turn();
  for (let number = Math.max(0, ...numbers()) + 1; ; number += 1) {
    const own = `v${number}-claim-${run}`;
    await turn();
    service.put(`claim ${run}`, own);
    await turn();
    if (service.tags().some((tag) => tag !== own && new RegExp(`^v${number}(-|$)`).test(tag))) continue;
    await turn();
    service.put(`claim ${run}`, `v${number}-claim`);
    return number;
  }
}

/** Moves a stack to a release: it shows that it uses it, and then looks whether the release is still there. */
export function promote(service: SimulatedService, stackIndex: number, choice: number): Process {
  return (turn) =>
    move(service, stackIndex, turn, () => service.releases().at(choice % (service.releases().length || 1)));
}

export function rollBack(service: SimulatedService, stackIndex: number): Process {
  return (turn) => move(service, stackIndex, turn, () => service.stacks[stackIndex]?.previous);
}

async function move(
  service: SimulatedService,
  stackIndex: number,
  turn: () => Promise<void>,
  choose: () => number | undefined,
): Promise<void> {
  await turn();
  const number = choose();
  if (number === undefined || !service.hasRelease(number)) return;
  await turn();
  if (!service.beginUpdate(stackIndex, number)) return;
  await turn();
  endUpdate(service, stackIndex);
}

/** The stack goes on with a release that is there, else back to what it had. */
export function endUpdate(service: SimulatedService, stackIndex: number): void {
  const stack = service.stacks[stackIndex]!;
  const number = stack.pending;
  delete stack.pending;
  if (number === undefined || number === stack.current || !service.hasRelease(number)) return;
  if (!service.isWhole(number)) throw new Lost(`v${number} was promoted, and is not whole`);
  if (stack.current !== undefined) stack.previous = stack.current;
  stack.current = number;
}

let pruners = 0;

/**
 * A clean-up, whose every call can be the last, and whose time is up after some removals; tags of the registry can be
 * moved, which is the harder case.
 */
export function cleanUp(service: SimulatedService, policy: RetentionPolicy, removals = Infinity): Process {
  return async (turn) => {
    let left = removals;
    const call = async <T>(what: () => T): Promise<T> => {
      await turn();
      return what();
    };
    pruners += 1;
    const own = pruners;
    const world = {
      list: () => call(() => service.listing()),
      uses: () => call(() => service.uses()),
      canRemove: () => Promise.resolve(true),
      mark: async (number: number) => {
        const tag = `v${number}-retired`;
        if (await call(() => service.digest(tag) !== undefined)) return undefined;
        return call(() => service.put(`mark ${own} ${number}`, tag));
      },
      removeImage: (digest: string) => call(() => service.remove(digest)),
      removeCopy: (_place: string, number: number) => call(() => service.removeCopy(number)),
    };
    await prune(world, policy, new Date(service.now), () => left-- > 0);
  };
}
