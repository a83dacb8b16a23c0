import type { CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';

/** Returns the name of the workload that starts cold, deployed next to the restored one. */
export function coldName(service: string): string {
  return `${service}-cold`;
}

/** Rejects a capture spec that is valid on this machine but cannot run on a cluster. */
export function validateForCluster({ companions, service }: CaptureSpec): void {
  for (const { name, source } of companions) {
    // A container of the cluster cannot reach a program on this machine.
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
        'rename the companion, or leave out --cluster',
      );
    }
  }
}
