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
  switch (stored?.type) {
    case 's3':
    case 's3-express':
      return { type: stored.type, bucket: stored.bucket };
    case 'efs':
      return { type: 'efs', fileSystemId: stored.fileSystemId, accessPointId: stored.accessPointId };
    case 'oci-volume':
      return { type: 'oci-volume' };
    case 'folder':
    case 'image':
    case undefined:
      return { type: 'image' };
  }
}
