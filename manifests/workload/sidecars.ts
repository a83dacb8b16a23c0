import type { Container } from 'kubernetes-types/core/v1';
import { InvalidManifest } from '../invalid-manifest';
import type { WorkloadOptions } from './workload-options';

const OWN = ['service', 'fetch', 'seed'];

/** Returns the user's containers, without any privilege that they do not ask for. */
export function sidecars({ sidecars: given = [] }: WorkloadOptions): Container[] {
  validateNames(given.map(({ name }) => name));
  return given.map((container) => ({
    ...container,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      ...container.securityContext,
    },
  }));
}

function validateNames(names: readonly string[]): void {
  const taken = names.find((name, index) => OWN.includes(name) || names.indexOf(name) !== index);
  if (taken === undefined) return;
  throw new InvalidManifest(
    `\`sidecars\` must have names that differ from each other and from ${OWN.join(', ')}, got: ${JSON.stringify(taken)}; choose another one`,
  );
}
