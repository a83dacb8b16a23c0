import type { EngineType } from '../../contract';
import { criuDriver } from './criu/criu-driver';
import type { EngineDriver } from './engine-driver';
import { cracDriver } from './crac/crac-driver';
import { openj9Driver } from './openj9/openj9-driver';
import { warpDriver } from './warp/warp-driver';

export { CaptureSession } from './capture-session';
export type { CaptureRun } from './capture-session';
export type { CheckpointMemory } from './checkpoint-memory';
export type { EngineDriver, RewrittenCheckpoint, TakenCheckpoint, WorkingSet } from './engine-driver';

/** The driver of each engine; adding one to the contract fails to compile until its driver is here. */
export const ENGINE_DRIVERS: Readonly<Record<EngineType, EngineDriver>> = {
  criu: criuDriver,
  warp: warpDriver,
  crac: cracDriver,
  openj9: openj9Driver,
};
