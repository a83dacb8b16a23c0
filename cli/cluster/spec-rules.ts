import type { CaptureSpec } from '../../contract';
import { refusedVariable } from '../../manifests';
import { Failure } from '../../stage/report';
import type { Progress } from '../render/progress';

/** How the service's workload that starts cold is named, beside the one that restores. */
export function coldName(service: string): string {
  return `${service}-cold`;
}

/** What a cluster cannot do with a capture spec that is right for this machine. */
export function validateForCluster({ companions, service }: CaptureSpec): void {
  for (const { name, source } of companions) {
    // A container of the cluster cannot reach a program of this machine.
    if (source.kind !== 'image') {
      throw new Failure(
        'spec-invalid',
        `companion ${name} is a ${source.kind}, and a cluster can run an \`image\` only`,
        'give the companion an `image` that the nodes can pull, or leave out --cluster',
      );
    }
    if (name === service || name === coldName(service)) {
      throw new Failure(
        'spec-invalid',
        `companion ${name} has the name of one of the service's own Deployments in the cluster`,
        'name the companion otherwise, or leave out --cluster',
      );
    }
  }
}

/** The variables that the pods get: those of the capture, without what no workload may set. */
export function podEnvironment({ run: { env } }: CaptureSpec, progress: Progress): Readonly<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const why = refusedVariable(name);
    if (why === undefined) given[name] = value;
    else progress.warn(`the pods do not get \`run.env\` ${name}: ${why}`);
  }
  return given;
}
