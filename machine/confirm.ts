import { createInterface } from 'node:readline/promises';
import { describePlan } from './plan';
import type { Confirm } from './plan';

/** Asks on a terminal; anything but a yes is a no. */
export function confirmOn(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Confirm {
  return (plan) =>
    askOn(input, output, `No container runtime answers. Setting one up changes this machine:\n${describePlan(plan)}\n`);
}

/** Shows what would be done, and asks. */
export async function askOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  text: string,
): Promise<boolean> {
  output.write(text);
  const terminal = createInterface({ input, output });
  // The end of the input (Ctrl-D) is an answer too.
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question('Go on? [y/N] '), ended]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
