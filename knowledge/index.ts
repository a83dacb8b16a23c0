export { diagnose, explain } from './diagnose';
export type { Diagnosis, Explanation } from './diagnose';
export { PROGRAMS } from './known-message';
export type { KnownMessage, Program } from './known-message';
export { KNOWN_MESSAGES } from './known-messages';
