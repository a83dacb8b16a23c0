import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { packagePath } from '../../kit/package-path';
import { Failure } from '../../kit/report/failure';

const SPEC_FILE = 'eks-crac.yaml';
const MAVEN_CENTRAL = 'https://repo.maven.apache.org/maven2/';
const REACH_TIMEOUT_MS = 5000;

export interface ChosenSpec {
  readonly path: string;
  /** Why the usual sample was not chosen. */
  readonly because?: string;
}

/** Returns the spec of this folder or, in a checkout of the project, the sample that this machine can build. */
export async function defaultSpec(): Promise<ChosenSpec> {
  if (existsSync(SPEC_FILE)) return { path: SPEC_FILE };
  const sample = (name: string) => relative('.', packagePath(`examples/${name}/${SPEC_FILE}`));
  if (!existsSync(sample('springdemo'))) {
    throw new Failure(
      'spec-invalid',
      `there is no ${SPEC_FILE} in this folder`,
      'write one with `eks-crac init`, or name another file with --spec',
    );
  }
  if (await reaches(MAVEN_CENTRAL)) return { path: sample('springdemo') };
  return {
    path: sample('plain'),
    because: 'Maven Central cannot be reached, so the sample without dependencies is taken instead of springdemo',
  };
}

/** Any response counts: it shows that the host is reachable. */
async function reaches(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    return true;
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return false;
    throw error;
  }
}
