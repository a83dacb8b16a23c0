export { coldVariant, imageVariant, measureStarts } from './start-time';
export type { Look, StartTimes, Variant } from './start-time';
export { median, spread } from './statistics';
export type { Spread } from './statistics';
