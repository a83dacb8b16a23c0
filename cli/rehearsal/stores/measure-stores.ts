import { VARIABLES } from '../../../contract';
import type { Progress } from '../../render/progress';
import { coldVariant, imageVariant, measureStarts, spread } from '../measure';
import type { Spread, Variant } from '../measure';
import { DELIVER } from './deliver';
import { RECORDED, storedAs } from './store-bench';
import type { Delivered, StoreBench } from './store-bench';
import type { StoreId } from './store-id';

/** Times of one way to start, in milliseconds. */
export interface StoreTimes<Id extends 'cold' | StoreId = 'cold' | StoreId> {
  readonly id: Id;
  /** To download, check and unpack it. @default - it comes with the image, or is mounted */
  readonly downloadMs?: Spread;
  /** From container start to the first time that the service was ready. */
  readonly startMs: Spread;
  /** Both, run by run. */
  readonly totalMs: Spread;
  /** How many runs `start` reports as cold. */
  readonly coldStarts: number;
}

interface Start {
  readonly downloadMs: number | undefined;
  readonly startMs: number;
  readonly cold: boolean;
}

/** Starts from each store and cold, in turn, so that what else the machine does is the same for all. */
export async function measureStores(
  bench: StoreBench,
  runs: number,
  progress: Progress,
): Promise<readonly StoreTimes[]> {
  const ids = ['cold', ...bench.standIns.ids] as const;
  const found = new Map<string, Start[]>(ids.map((id) => [id, []]));
  // The first round fills caches, and is not counted.
  for (let round = 0; round <= runs; round += 1) {
    progress.start(round === 0 ? 'start from each store once' : `measure the stores, round ${round} of ${runs}`);
    const began = performance.now();
    for (const id of ids) {
      progress.say(id);
      const start = await startOnce(bench, id, `${id}-${round}`);
      if (round > 0) found.get(id)?.push(start);
    }
    progress.succeed(performance.now() - began, '');
  }
  return ids.map((id) => timesOf(id, found.get(id) ?? []));
}

function startOnce(bench: StoreBench, id: 'cold' | StoreId, pod: string): Promise<Start> {
  return id === 'cold' ? measured(bench, coldVariant(bench.context, bench.capture)) : fromStore(bench, id, pod);
}

async function fromStore(bench: StoreBench, id: StoreId, pod: string): Promise<Start> {
  const delivered = await DELIVER[id](bench, pod);
  const start = await measured(bench, storeVariant(bench, id, delivered));
  if (delivered.emptyDir !== undefined) await bench.context.containers.remove('volume', [delivered.emptyDir]);
  return { ...start, downloadMs: delivered.downloadMs };
}

/** The release as a pod of this store has it. */
function storeVariant({ capture, context }: StoreBench, id: StoreId, { env, image, mounts }: Delivered): Variant {
  const { images, pod, repository } = capture.record;
  const { deadlineMs = pod.deadlineMs } = storedAs(capture.record, RECORDED[id]);
  const ofImage = imageVariant(context, capture);
  return {
    ...ofImage,
    image: `${repository}@${images[image].digest}`,
    env: { ...ofImage.env, ...env, [VARIABLES.deadlineMs]: String(deadlineMs) },
    mounts,
  };
}

async function measured({ capture, context }: StoreBench, variant: Variant): Promise<Start> {
  const { coldStarts, startMs } = await measureStarts(context, capture, variant, 1);
  return { downloadMs: undefined, startMs: startMs.median, cold: coldStarts > 0 };
}

function timesOf(id: 'cold' | StoreId, starts: readonly Start[]): StoreTimes {
  const downloads = starts.flatMap(({ downloadMs }) => downloadMs ?? []);
  return {
    id,
    ...(downloads.length === 0 ? {} : { downloadMs: spread(downloads) }),
    startMs: spread(starts.map(({ startMs }) => startMs)),
    totalMs: spread(starts.map(({ downloadMs = 0, startMs }) => downloadMs + startMs)),
    coldStarts: starts.filter(({ cold }) => cold).length,
  };
}
