export { askReadiness, intervalOf } from './ask';
export type { Asked } from './ask';
export { commandsIn } from './command';
export { notReady } from './texts';
