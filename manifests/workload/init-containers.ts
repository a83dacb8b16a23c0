import type { Container, VolumeMount } from 'kubernetes-types/core/v1';
import { SEED_FOLDER } from '../../contract';
import type { PlannedVolume } from './planned-volumes';
import { resources } from './resources';
import { plainSecurityContext } from './security-context';
import { storeMount } from './volumes';
import type { WorkloadPlan } from './workload-plan';

// Modes are preserved: CRIU compares them. Files that the user cannot read are of no use to the service either. An
// incomplete copy leads to a cold start, whereas a failing init container would prevent the pod from starting at all.
const SEED_SCRIPT = `umask 0
while [ $# -gt 1 ]; do
  [ ! -d "$1" ] || cp -RP "$1/." "$2/" || echo "eks-crac: not everything in $1 could be copied" >&2
  shift 2
done`;

/** Returns the containers that fill the pod's volumes before the service starts. */
export function initContainers(plan: WorkloadPlan): Container[] {
  return [...fetchContainer(plan), ...seedContainer(plan)];
}

function fetchContainer({ delivery, serviceImage, shape }: WorkloadPlan): Container[] {
  if (delivery?.fetch === undefined) return [];
  const { command, env } = delivery.fetch;
  return [
    {
      name: 'fetch',
      image: serviceImage,
      imagePullPolicy: 'IfNotPresent',
      command: [...command],
      ...(env === undefined ? {} : { env: [...env] }),
      resources: resources(shape),
      securityContext: plainSecurityContext(shape),
      volumeMounts: [storeMount()],
    },
  ];
}

function seedContainer({ image, shape, volumes }: WorkloadPlan): Container[] {
  const seeded = volumes.filter(({ content }) => content === 'seeded');
  if (seeded.length === 0) return [];
  return [
    {
      name: 'seed',
      image,
      imagePullPolicy: 'IfNotPresent',
      command: ['/bin/sh', '-c', SEED_SCRIPT, 'seed', ...seeded.flatMap((volume) => [volume.path, seedPath(volume)])],
      resources: resources(shape),
      securityContext: plainSecurityContext(shape),
      volumeMounts: seeded.map((volume): VolumeMount => ({ name: volume.name, mountPath: seedPath(volume) })),
    },
  ];
}

function seedPath({ name }: PlannedVolume): string {
  return `${SEED_FOLDER}/${name}`;
}
