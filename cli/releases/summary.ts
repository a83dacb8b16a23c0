import { captureHosts } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import type { RecordedRelease } from '../../releases/records';

/** Says in a few lines what a release is. */
export function summary({ digest, record }: RecordedRelease): string {
  const { checkpoint, createdAt, engine, images, pod, release, repository, service } = record;
  return [
    `${release} of ${service}, made ${createdAt}`,
    `record: ${digest}`,
    `images: ${repository}@${images.service.digest}`,
    `        ${repository}@${images.checkpoint.digest} (with the checkpoint)`,
    `engine: ${engine.type} ${engine.version}`,
    `pod: ${pod.cpu} CPU, ${pod.memoryMiB} MiB, port ${pod.port}, user ${pod.uid}`,
    ...captureHosts(record).map(({ architecture, cpuClass }) => `nodes: CPU class ${cpuClass}, ${architecture}`),
    `stores: ${record.stores.map(({ type }) => type).join(', ')}`,
    timesOf(record),
    ...madeOf(record),
    ...(checkpoint.hooks === 'skip' ? ['hooks: skipped, no org.crac hook of the service runs'] : []),
  ].join('\n');
}

function timesOf({ gate: { coldMs, restoreMs } }: ReleaseRecord): string {
  const cold = coldMs === undefined ? '' : `, cold in ${coldMs.toFixed(0)} ms`;
  return `gate: restored in ${restoreMs.map((ms) => ms.toFixed(0)).join(', ')} ms${cold}`;
}

function madeOf({ provenance }: ReleaseRecord): readonly string[] {
  if (provenance === undefined) return [];
  const { baseImages, build, java, revision, stageVersion } = provenance;
  return [
    ...(revision === undefined ? [] : [`source: ${revision}`]),
    ...(build === undefined ? [] : [`build: ${build}`]),
    ...baseImages.map((image) => `base image: ${image}`),
    ...(java === undefined ? [] : [`java: ${java}`]),
    `made by: eks-crac ${stageVersion}`,
  ];
}
