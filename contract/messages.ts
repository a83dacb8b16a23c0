import type { FailureCode } from './failures';

/** The steps of the stage, in order. */
export const STEPS = [
  'build',
  'layer',
  'companions',
  'run',
  'ready',
  'warm-up',
  'checkpoint',
  'assemble',
  'working-set',
  'search',
  'push',
  'gate',
  'stores',
  'publish',
  'record',
] as const;

export type StepId = (typeof STEPS)[number];

/** What the stage reports while it works. The caller decides how to show it. */
export type StageMessage =
  | { readonly code: 'host-read'; readonly kernel: string; readonly processor: string; readonly cgroups: string }
  | { readonly code: 'run-started'; readonly run: string; readonly service: string }
  | { readonly code: 'step-started'; readonly step: StepId; readonly title: string }
  | { readonly code: 'step-progress'; readonly step: StepId; readonly text: string }
  | { readonly code: 'step-ended'; readonly step: StepId; readonly ms: number; readonly summary: string }
  | { readonly code: 'step-failed'; readonly step: StepId; readonly ms: number }
  | { readonly code: 'swept'; readonly run: string; readonly removed: readonly string[] }
  | { readonly code: 'warning'; readonly text: string }
  | { readonly code: 'failure-kept'; readonly folder: string }
  | {
      readonly code: 'run-failed';
      readonly failure: FailureCode | 'unexpected';
      readonly text: string;
      readonly remedy: string;
    }
  | { readonly code: 'released'; readonly release: string; readonly repository: string; readonly ms: number };

export type MessageCode = StageMessage['code'];

/** Describes each message; the messages page of the documentation is generated from it. */
export const MESSAGES: Readonly<
  Record<MessageCode, { readonly level: 'info' | 'warn' | 'error'; readonly says: string }>
> = {
  'host-read': { level: 'info', says: 'in a build: kernel, CPU and version of control groups of the capture host' },
  'run-started': { level: 'info', says: 'a run has its id and its lock' },
  'step-started': { level: 'info', says: 'a step begins' },
  'step-progress': { level: 'info', says: 'a line of what a step is doing' },
  'step-ended': { level: 'info', says: 'a step is done, with its milliseconds and one line on the result' },
  'step-failed': { level: 'error', says: 'a step failed, with its milliseconds' },
  swept: { level: 'info', says: 'what an earlier run left behind was removed' },
  warning: { level: 'warn', says: 'something that does not stop the run needs attention' },
  'failure-kept': { level: 'info', says: 'a folder has the logs of the run that failed, for `doctor`' },
  'run-failed': { level: 'error', says: 'the run failed: the cause, and what to do' },
  released: { level: 'info', says: 'the release record is written; readers see the release' },
};
