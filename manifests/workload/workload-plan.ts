import type { ReleaseRecord } from '../../contract';
import { ENGINES, plainShape, restoreShape } from '../../engines';
import type { EngineData, PodShape } from '../../engines';
import type { CheckpointDelivery } from '../delivery';
import { validateEnvironment, validateSystemProperties } from './environment';
import { podVolumes } from './volumes';
import type { PlannedVolume } from './volumes';
import type { WorkloadOptions } from './workload-options';
import { validateOptions } from './workload-rules';

/** Everything that was decided about a workload; the builders of the kinds only render it. */
export interface WorkloadPlan {
  readonly options: WorkloadOptions;
  readonly record: ReleaseRecord;
  readonly engine: EngineData;
  /** `undefined` when the workload starts cold. */
  readonly delivery: CheckpointDelivery | undefined;
  readonly shape: PodShape;
  readonly volumes: readonly PlannedVolume[];
  /** What the service's container runs, by digest. */
  readonly image: string;
  /** `vN`, by digest. */
  readonly serviceImage: string;
}

export function workloadPlan(options: WorkloadOptions): WorkloadPlan {
  const { record } = options;
  const engine = ENGINES[record.engine.type];
  validateOptions(options);
  validateEnvironment(options.environment ?? {});
  validateSystemProperties(options.systemProperties ?? {});
  const delivery = options.cold === true ? undefined : options.delivery;
  const volumes = podVolumes(record, options.volumes ?? []);
  const serviceImage = `${record.repository}@${record.images.service.digest}`;
  return {
    options,
    record,
    engine,
    delivery,
    shape: workloadShape(options, engine, volumes),
    volumes,
    image: delivery?.image === 'checkpoint' ? `${record.repository}@${record.images.checkpoint.digest}` : serviceImage,
    serviceImage,
  };
}

function workloadShape(options: WorkloadOptions, engine: EngineData, volumes: readonly PlannedVolume[]): PodShape {
  const { cpu, gid, memoryMiB, readOnlyRoot, uid } = options.record.pod;
  const shape = { user: { uid, gid }, limits: options.limits ?? { cpu, memoryMiB }, readOnlyRoot, volumes };
  return options.cold === true ? plainShape(shape) : restoreShape(engine, shape);
}
