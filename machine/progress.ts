/** The parts of bringing a machine up, in their order. */
export const MACHINE_STEPS = [
  'wait',
  'packages',
  'unpack',
  'dockerd',
  'debian',
  'tools',
  'jdk',
  'build',
  'registry',
] as const;

export type MachineStep = (typeof MACHINE_STEPS)[number];

/** What bringing a machine up says while it works. A step whose result exists already says nothing. */
export type MachineEvent =
  | { readonly kind: 'started'; readonly step: MachineStep; readonly title: string }
  | { readonly kind: 'line'; readonly step: MachineStep; readonly text: string }
  | { readonly kind: 'ended'; readonly step: MachineStep; readonly ms: number };

export type MachineProgress = (event: MachineEvent) => void;

/** Does a step between the event of its start and that of its end; `say` reports a line of it. */
export async function step<T>(
  progress: MachineProgress,
  name: MachineStep,
  title: string,
  work: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  progress({ kind: 'started', step: name, title });
  const result = await work((text) => progress({ kind: 'line', step: name, text }));
  progress({ kind: 'ended', step: name, ms: Math.round(performance.now() - began) });
  return result;
}
