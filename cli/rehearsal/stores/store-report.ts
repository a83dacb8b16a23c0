import type { ReleaseRecord } from '../../../contract';
import { STAND_INS } from './store-id';
import type { StoreId } from './store-id';
import type { Shape } from './shape';
import type { StandIns } from './stand-ins';
import type { StoreTimes } from './measure-stores';

/** One store of the comparison; times in milliseconds, sizes in bytes. */
export interface StoreRow extends StoreTimes<StoreId> {
  readonly standIn: string;
  /** How the stand-in was slowed down. @default - not at all */
  readonly shape?: Shape;
  /** What is downloaded of the checkpoint: the pack, or the layer of an image. */
  readonly storedBytes: number;
  /** The image that the pod runs. */
  readonly imageBytes: number;
  /** The total of the cold start divided by this one. */
  readonly ratioToCold: number;
  /** This total divided by that of the image. @default - the image is not compared */
  readonly ratioToImage?: number;
}

/** The stores of one release, measured in turn. */
export interface StoreComparison {
  readonly cold: StoreTimes<'cold'>;
  readonly rows: readonly StoreRow[];
}

export function storeComparison(
  times: readonly StoreTimes[],
  standIns: StandIns,
  record: ReleaseRecord,
): StoreComparison {
  const cold = times.find((one): one is StoreTimes<'cold'> => one.id === 'cold');
  if (cold === undefined) throw new TypeError('no cold start was measured');
  const image = times.find(({ id }) => id === 'image')?.totalMs.median;
  const rows = times.filter((one): one is StoreTimes<StoreId> => one.id !== 'cold');
  return {
    cold,
    rows: rows.map((row) => {
      const shape = standIns.shapeOf(row.id);
      return {
        ...row,
        standIn: STAND_INS[row.id],
        ...(shape === undefined ? {} : { shape }),
        ...sizes(row.id, record),
        ratioToCold: tenths(cold.totalMs.median / row.totalMs.median),
        ...(image === undefined ? {} : { ratioToImage: tenths(row.totalMs.median / image) }),
      };
    }),
  };
}

function sizes(id: StoreId, { checkpoint, images }: ReleaseRecord): Pick<StoreRow, 'imageBytes' | 'storedBytes'> {
  const { packed, storedBytes } = checkpoint;
  const ofImage = id === 'image' || id === 'oci-volume';
  return {
    storedBytes: ofImage ? storedBytes : (packed?.bytes ?? storedBytes),
    imageBytes: id === 'image' ? images.checkpoint.bytes : images.service.bytes,
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
