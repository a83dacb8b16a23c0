export { exitedOrThrow, lastLines, ProcessError } from './process-error';
export type { ProcessFailure } from './process-error';
export { ProcessRunner } from './process-runner';
export type { BackgroundProcess, OutputStream, RunOptions, RunResult } from './process-runner';
