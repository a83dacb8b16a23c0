export { ContainerRuntime } from './container-runtime';
export type { ContainerLogs, ResourceKind } from './container-runtime';
export { createArguments, shapeArguments } from './container-spec';
export type { ContainerMount, ContainerNetwork, ContainerSpec } from './container-spec';
export type { ExecOptions } from './exec-options';
export type { ContainerState, ImageConfig } from './answers';
export type { RuntimeProgram } from './dialect';
export type { ImageBuild } from './image-build';
