import type { StepId } from '../../../contract';
import { STEPS } from '../../../stage/steps';
import type { Scene } from './scene';

/** Each step and the line with which the program says that it begins. */
export const STEP_LINES = Object.fromEntries(STEPS.map(({ id, title }) => [id, title])) as Readonly<
  Record<StepId, string>
>;

/** The steps that the short suite covers; the others are in the full one. */
const SHORT: readonly StepId[] = ['build', 'checkpoint', 'gate', 'record'];

export function shortSteps(): readonly StepId[] {
  return STEPS.map(({ id }) => id).filter((step) => SHORT.includes(step));
}

export function otherSteps(): readonly StepId[] {
  return STEPS.map(({ id }) => id).filter((step) => !SHORT.includes(step));
}

/** Gives the service a command as companion, which must not outlive the run either. */
export function withCompanion(scene: Scene): Scene {
  const listen = "require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1')";
  return scene.spec({ companions: [{ name: 'store', port: 9000, command: ['node', '-e', listen, '{port}'] }] });
}
