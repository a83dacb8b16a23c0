export { askOn, confirmOn } from './confirm';
export { ensureMachine } from './ensure-machine';
export { findRuntime } from './find-runtime';
export { thisHost } from './host';
export type { Host } from './host';
export { invocation, withYes } from './invocation';
export { withLock } from './lock';
export type { LockOptions } from './lock';
export type {
  RuntimeProgram,
  Machine,
  MachineRuntime,
  MachineImages,
  MachineOptions,
  MachineRegistry,
} from './machine';
export { machineStatus } from './machine-status';
export type { MachineStatus } from './machine-status';
export { describePlan } from './plan';
export type { Confirm, MachinePlan } from './plan';
export { MACHINE_STEPS } from './progress';
export type { MachineEvent, MachineProgress, MachineStep } from './progress';
export { machineFolders } from './machine-folders';
export type { MachineFolders } from './machine-folders';
export { takeDown } from './take-down';
export type { TakeDownOptions } from './take-down';
