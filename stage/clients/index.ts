export { ContainerEngine } from './container-engine';
export type { ContainerLogs, ResourceKind } from './container-engine';
export { createArguments, shapeArguments } from './container-spec';
export type { ContainerMount, ContainerNetwork, ContainerSpec } from './container-spec';
export type { ContainerState, ImageConfig } from './engine-answers';
export type { EngineProgram } from './engine-dialect';
export type { ImageBuild } from './image-build';
export { RegistryRepository, sha256 } from './registry';
export type { Artifact, Manifest, RegistryDialect } from './registry';
