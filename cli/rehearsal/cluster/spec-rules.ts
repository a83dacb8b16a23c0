import type { CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';

/** How the service's workload that starts cold is named, beside the one that restores. */
export function coldName(service: string): string {
  return `${service}-cold`;
}

/** What a cluster cannot do with a capture spec that is right for this machine. */
export function validateForCluster({ companions, service }: CaptureSpec): void {
  for (const { name, source } of companions) {
    // A container of the cluster cannot reach a program of this machine.
    if (source.kind === 'command') {
      throw new Failure(
        'spec-invalid',
        `companion ${name} is a \`command\`, and a cluster runs containers only`,
        'give the companion an `image` that the nodes can pull or a `build`, or leave out --cluster',
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
