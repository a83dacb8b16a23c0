import type { EngineType } from '../../contract';
import { criuDriver } from './criu-driver';
import type { EngineDriver } from './engine-driver';
import { warpDriver } from './warp-driver';

export type { CaptureContainer, EngineDriver, FrozenProcess } from './engine-driver';

/** The run halves that exist. */
export const ENGINE_DRIVERS: Readonly<Partial<Record<EngineType, EngineDriver>>> = {
  criu: criuDriver,
  warp: warpDriver,
};
