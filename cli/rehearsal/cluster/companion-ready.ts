import { exitedOrThrow, lastLines, ProcessError } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { Kubectl } from './kubectl';

/** Waits until a companion's Deployment is ready; a failure includes what Kubernetes and the companion report. */
export async function companionReady(
  kubectl: Kubectl,
  name: string,
  namespace: string,
  timeoutSeconds: number,
): Promise<void> {
  const object = [`deployment/${name}`, '--namespace', namespace];
  try {
    await kubectl.run(['rollout', 'status', ...object, '--timeout', `${timeoutSeconds}s`]);
  } catch (error) {
    const failed = exitedOrThrow(error);
    throw new Failure(
      'companion-failed',
      `companion ${name} is not ready in the cluster of context ${kubectl.context}: ${lastLines(failed.stderr)}${await lastWords(kubectl, object)}`,
      'check its `image`, which the nodes must be able to pull, its `port` and its `readiness`',
      { cause: error },
    );
  }
}

/** Empty if the container has not started: there is no log then. */
async function lastWords(kubectl: Kubectl, object: readonly string[]): Promise<string> {
  const log = await kubectl.run(['logs', ...object, '--tail', '5']).then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      if (error instanceof ProcessError && error.failure.kind === 'exited') return error.stderr;
      throw error;
    },
  );
  return log.trim() === '' ? '' : `\n${log.trimEnd()}`;
}
