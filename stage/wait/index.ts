export { waitUntil, WaitTimeout } from './until';
export type { Observation, WaitOptions } from './until';
