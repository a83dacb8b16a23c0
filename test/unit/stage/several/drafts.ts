import type { ReleaseDraft } from '../../../../contract';
import type { FakeRegistry } from '../../../support/unit-registry';
import { sha256 } from '../../../../releases/registry/registry';
import { RECORD } from '../../../support/unit-release-record';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

/** A proven capture of a CPU class; what is not given is as in the others. */
export function draftOf(cpuClass: string, change: Partial<ReleaseDraft> = {}): ReleaseDraft {
  const { checkpoint, createdAt, engine, gate, images, pod, repository, run, service } = RECORD;
  return {
    ...{ checkpoint, createdAt, engine, gate, images, pod, repository, run, service },
    schema: 1,
    captureRun: `20260102030405-${cpuClass}`,
    host: { ...RECORD.host, cpuClass },
    ...change,
  };
}

/** Puts an image with these layers into a registry; each is a text, which is its content too. */
export function putImage(registry: FakeRegistry, tag: string, layers: readonly string[]): string {
  const config = JSON.stringify({
    architecture: 'amd64',
    config: { Env: ['EKS_CRAC_RUN=r1'] },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:diff-${layer}`) },
    history: [{ created_by: 'ENV', empty_layer: true }, ...layers.map((layer) => ({ created_by: layer }))],
  });
  registry.blobs.set(sha256(config), config);
  const body = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: sha256(config), size: config.length },
    layers: layers.map((layer) => ({ mediaType: 'layer', digest: sha256(layer), size: layer.length })),
  };
  return registry.put(tag, JSON.stringify(body));
}
