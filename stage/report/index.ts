export { Failure } from './failure';
export type { Reporter } from './reporter';
