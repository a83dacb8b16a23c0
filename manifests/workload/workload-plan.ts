import type { ReleaseRecord } from '../../contract';
import { ENGINES, plainShape, restoreShape } from '../../engines';
import type { EngineData, PodShape } from '../../engines';
import type { CheckpointDelivery } from '../delivery';
import { InvalidManifest } from '../invalid-manifest';
import { validateEnvironment, validateSystemProperties } from './environment';
import { podVolumes } from './volumes';
import type { PlannedVolume } from './volumes';
import type { WorkloadOptions } from './workload-options';

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

const NAME = /^[a-z]([-a-z0-9]{0,48}[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

export function workloadPlan(options: WorkloadOptions): WorkloadPlan {
  const { record } = options;
  const engine = ENGINES[record.engine.type];
  validateNames(options);
  validateLimits(options);
  validateScaling(options);
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

function validateNames({ createNamespace, name, namespace }: WorkloadOptions): void {
  if (!NAME.test(name)) {
    throw new InvalidManifest(
      `\`name\` must be up to 50 of a-z, 0-9 and -, a letter first, got: ${JSON.stringify(name)}`,
    );
  }
  if (!NAMESPACE.test(namespace)) {
    throw new InvalidManifest(
      `\`namespace\` must be up to 63 of a-z, 0-9 and -, got: ${JSON.stringify(namespace)}; it has to be known at synthesis`,
    );
  }
  if (createNamespace === true && namespace === 'default') {
    throw new InvalidManifest(
      '`createNamespace` needs a `namespace` of its own, got: "default"; every cluster has that one already',
    );
  }
}

/** The JVM froze its heap and its number of processors: with less than at the capture it cannot run. */
function validateLimits({ limits, record }: WorkloadOptions): void {
  if (limits === undefined) return;
  for (const name of ['cpu', 'memoryMiB'] as const) {
    if (limits[name] >= record.pod[name]) continue;
    throw new InvalidManifest(
      `\`limits.${name}\` must be at least ${record.pod[name]}, with which ${record.release} of ${record.service} was captured, got: ${limits[name]}; raise it, or capture a release with less`,
    );
  }
}

function validateScaling({ replicas, autoscaling }: WorkloadOptions): void {
  if (autoscaling === undefined) return;
  if (replicas !== undefined) {
    throw new InvalidManifest(
      `\`replicas\` and \`autoscaling\` exclude each other, got: ${replicas} and ${JSON.stringify(autoscaling)}; drop one`,
    );
  }
  const { cpuPercent, max, min } = autoscaling;
  if (min >= 1 && max >= min && cpuPercent >= 1 && cpuPercent <= 100) return;
  throw new InvalidManifest(
    `\`autoscaling\` must have a \`min\` of at least 1, a \`max\` not below it and a \`cpuPercent\` between 1 and 100, got: ${JSON.stringify(autoscaling)}`,
  );
}
