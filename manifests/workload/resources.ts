import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import type { PodShape } from '../../engines';

/**
 * Returns requests equal to the limits: a restored JVM uses the heap and the processors of its capture from the first
 * moment.
 */
export function resources({ limits }: PodShape): ResourceRequirements {
  const quantities = { cpu: `${Math.round(limits.cpu * 1000)}m`, memory: `${limits.memoryMiB}Mi` };
  return { limits: quantities, requests: { ...quantities } };
}
