import type { EngineType } from '../../contract';
import { criuDriver } from './criu/criu-driver';
import type { EngineDriver } from './engine-driver';
import { warpDriver } from './warp/warp-driver';

export { CaptureSession } from './capture-session';
export type { CaptureRun } from './capture-session';
export type { CheckpointMemory } from './checkpoint-memory';
export type { EngineDriver, RewrittenCheckpoint, TakenCheckpoint, WorkingSet } from './engine-driver';

/** The engines that have a driver. */
export const ENGINE_DRIVERS: Readonly<Partial<Record<EngineType, EngineDriver>>> = {
  criu: criuDriver,
  warp: warpDriver,
};
