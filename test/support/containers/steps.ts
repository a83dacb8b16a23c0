import { STEPS } from '../../../contract';
import type { StepId } from '../../../contract';
import { TEXTS } from '../../../stage/steps/texts';
import type { Scene } from './scene';

/** Each step and the line with which the program says that it begins. */
export const STEP_LINES: Readonly<Record<StepId, string>> = {
  build: TEXTS.build.title,
  layer: TEXTS.layer.title,
  companions: TEXTS.companions.title,
  run: TEXTS.run.title,
  ready: TEXTS.ready.title,
  'warm-up': TEXTS.warmUp.title,
  checkpoint: TEXTS.checkpoint.title,
  assemble: TEXTS.assemble.title,
  search: TEXTS.search.title,
  push: TEXTS.push.title,
  gate: TEXTS.gate.title,
  publish: TEXTS.publish.title,
  record: TEXTS.record.title,
};

/** The steps that the short suite covers; the others are in the full one. */
const SHORT: readonly StepId[] = ['build', 'run', 'checkpoint', 'push', 'gate', 'publish', 'record'];

export function shortSteps(): readonly StepId[] {
  return STEPS.filter((step) => SHORT.includes(step));
}

export function otherSteps(): readonly StepId[] {
  return STEPS.filter((step) => !SHORT.includes(step));
}

/** Gives the service a command as companion, which must not outlive the run either. */
export function withCompanion(scene: Scene): Scene {
  const listen = "require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1')";
  return scene.spec({ companions: [{ name: 'store', port: 9000, command: ['node', '-e', listen, '{port}'] }] });
}
