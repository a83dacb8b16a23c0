export { coldVariant, imageVariant, measureStarts } from './start-time';
export type { StartTimes, Variant } from './start-time';
export { median, spread } from './statistics';
export type { Spread } from './statistics';
