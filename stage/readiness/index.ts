export { askPort, askReadiness, intervalOf } from './ask';
export { commandsIn } from './command';
export { notReady } from './texts';
