import type { ReleaseRecord } from '../../contract';
import { ENGINES, plainShape, restoreShape } from '../../engines';
import type { EngineData, PodLimits, PodShape } from '../../engines';
import type { CheckpointDelivery } from '../delivery';
import { mebibytesOf, secondsOf } from '../units';
import { userValues } from './environment';
import { validateEnvironment, validateSystemProperties } from './environment-rules';
import { plannedVolumes } from './planned-volumes';
import type { PlannedVolume } from './planned-volumes';
import { knownDeadline, recordedDeployment } from './deployed-release';
import type { DeployedRelease, RestoreDeadline } from './deployed-release';
import { workloadNames } from './workload-names';
import type { WorkloadNames } from './workload-names';
import type { WorkloadOptions } from './workload-options';
import { validateOptions } from './workload-rules';

/** All decisions about a workload; the builders of the objects only render it. */
export interface WorkloadPlan extends WorkloadNames {
  /** The user's options. */
  readonly options: WorkloadOptions;
  /** The release. */
  readonly record: ReleaseRecord;
  /** The engine that made the checkpoint. */
  readonly engine: EngineData;
  /** `undefined` when the workload starts cold. */
  readonly delivery: CheckpointDelivery | undefined;
  /** Privileges and resources of the service's container. */
  readonly shape: PodShape;
  /** The user's volumes, and those needed for captured files. */
  readonly volumes: readonly PlannedVolume[];
  /** The data of the ConfigMap; if empty, there is no ConfigMap. */
  readonly values: Readonly<Record<string, string>>;
  /** The image of the service's container, by digest. */
  readonly image: string;
  /** What of the release may be known at deployment only. */
  readonly deployed: DeployedRelease;
  /** How long a restore may take. */
  readonly deadline: RestoreDeadline;
  /** `vN`, by digest. */
  readonly serviceImage: string;
}

/** Validates the options of a workload and makes all decisions about it. */
export function workloadPlan(options: WorkloadOptions): WorkloadPlan {
  const { record } = options;
  const engine = ENGINES[record.engine.type];
  const names = workloadNames(options, record);
  validateOptions({ ...options, ...names });
  validateEnvironment(options.environment ?? {});
  validateSystemProperties(options.systemProperties ?? {});
  const delivery = options.cold === true ? undefined : options.delivery;
  const volumes = plannedVolumes(record, options.volumes ?? []);
  const deployed = options.deployed ?? recordedDeployment(record);
  const serviceImage = `${record.repository}@${deployed.serviceDigest}`;
  return {
    ...names,
    options,
    record,
    engine,
    delivery,
    shape: workloadShape(options, engine, volumes),
    volumes,
    values: userValues(options),
    image: delivery?.image === 'checkpoint' ? `${record.repository}@${deployed.checkpointDigest}` : serviceImage,
    serviceImage,
    deployed,
    deadline: restoreDeadline(options, deployed, delivery),
  };
}

function restoreDeadline(
  { restoreDeadline: given }: WorkloadOptions,
  deployed: DeployedRelease,
  delivery: CheckpointDelivery | undefined,
): RestoreDeadline {
  return given === undefined ? deployed.deadline(delivery?.store ?? 'image') : knownDeadline(secondsOf(given) * 1000);
}

function workloadShape(options: WorkloadOptions, engine: EngineData, volumes: readonly PlannedVolume[]): PodShape {
  const { gid, readOnlyRoot, uid } = options.record.pod;
  const shape = { user: { uid, gid }, limits: podLimits(options), readOnlyRoot, volumes };
  return options.cold === true ? plainShape(shape) : restoreShape(engine, shape);
}

function podLimits({ limits: { cpu, memory } = {}, record: { pod } }: WorkloadOptions): PodLimits {
  return { cpu: cpu ?? pod.cpu, memoryMiB: memory === undefined ? pod.memoryMiB : mebibytesOf(memory) };
}
