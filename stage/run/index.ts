export { removeCandidates, removeCopies, removeResources } from './cleanup';
export { identify, isAlive } from './process-identity';
export type { ProcessIdentity } from './process-identity';
export { Run } from './run';
export { StateFolder } from './state-folder';
