import type { Container, VolumeMount } from 'kubernetes-types/core/v1';
import { SEED_FOLDER, SEED_PROGRAM } from '../../contract';
import type { PlannedVolume } from './planned-volumes';
import { resources } from './resources';
import { plainSecurityContext } from './security-context';
import { nodeMounts, sourceMount, storeMount } from './volumes';
import type { WorkloadPlan } from './workload-plan';

/** Returns the containers that fill the pod's volumes before the service starts. */
export function initContainers(plan: WorkloadPlan): Container[] {
  return [...fetchContainer(plan), ...seedContainer(plan)];
}

function fetchContainer({ delivery, serviceImage, shape }: WorkloadPlan): Container[] {
  if (delivery?.fetch === undefined) return [];
  const { command, env, from } = delivery.fetch;
  return [
    {
      name: 'fetch',
      image: serviceImage,
      imagePullPolicy: 'IfNotPresent',
      command: [...command],
      ...(env === undefined ? {} : { env: [...env] }),
      resources: resources(shape),
      securityContext: plainSecurityContext(shape),
      volumeMounts: [storeMount(), ...(from === undefined ? [] : [sourceMount(from)]), ...nodeMounts(delivery)],
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
      command: [SEED_PROGRAM, ...seeded.flatMap((volume) => [volume.path, seedPath(volume)])],
      resources: resources(shape),
      securityContext: plainSecurityContext(shape),
      volumeMounts: seeded.map((volume): VolumeMount => ({ name: volume.name, mountPath: seedPath(volume) })),
    },
  ];
}

function seedPath({ name }: PlannedVolume): string {
  return `${SEED_FOLDER}/${name}`;
}
