import type { ProcessRunner } from '../../kit/process';
import { ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { interrupted } from './interrupted';

/** A registry host and the credentials for it. */
export interface RegistryLogin {
  readonly host: string;
  password(): Promise<string>;
}

/**
 * Logs Docker in to an ECR registry. The password is passed on standard input, because other users can read arguments
 * and variables; Docker keeps it in the folder named by `DOCKER_CONFIG`.
 */
export async function logIn(runner: ProcessRunner, registry: RegistryLogin, signal: AbortSignal): Promise<void> {
  const argv = ['docker', 'login', '--username', 'AWS', '--password-stdin', registry.host];
  const input = await registry.password();
  try {
    await runner.run(argv, { input, signal });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.failure.kind === 'aborted') throw interrupted(error);
    throw new Failure(
      'container-runtime-unavailable',
      `docker could not log in to ${registry.host}: ${error.message}`,
      'the build must run in privileged mode, with Docker started; check the project',
      { cause: error },
    );
  }
}
