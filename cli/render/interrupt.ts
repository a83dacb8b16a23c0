import type { Progress } from './progress';

/** Turns Ctrl-C and SIGTERM into a signal that shuts the work down in order; pressing again does not make it faster. */
export function interruptSignal(progress: Progress): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (!controller.signal.aborted) progress.warn('interrupted, cleaning up');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}
