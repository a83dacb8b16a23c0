import type { ReleaseRecord, WorkloadTerms } from '../../contract';
import type { WorkloadPlan } from '../../manifests';

/** Returns what the stack of a workload says of it to the next release: what the pods have, and from where they restore. */
export function workloadTerms({ delivery, name, namespace, record, shape, volumes }: WorkloadPlan): WorkloadTerms {
  const store = delivery === undefined ? undefined : storeTerms(record, delivery.store ?? 'image');
  return {
    name,
    namespace,
    ...(store === undefined ? {} : { store }),
    cpu: shape.limits.cpu,
    memoryMiB: shape.limits.memoryMiB,
    volumes: volumes.map(({ content, path }) => ({ path, content })),
  };
}

function storeTerms({ stores }: ReleaseRecord, type: ReleaseRecord['stores'][number]['type']): WorkloadTerms['store'] {
  const stored = stores.find((one) => one.type === type);
  if (stored?.type === 's3') return { type: 's3', bucket: stored.bucket };
  if (stored?.type !== 'efs') return { type: 'image' };
  const { accessPointId, fileSystemId } = stored;
  return { type: 'efs', fileSystemId, accessPointId };
}
