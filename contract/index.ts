export * from './capture-spec';
export * from './checkpoint-manifest';
export type { Companion } from './companion';
export * from './failures';
export * from './messages';
export * from './release-record';
export type { GateRequest, WarmUpRequest } from './requests';
export { InvalidDocument } from './validation';
export type { DocumentOrigin } from './validation';
