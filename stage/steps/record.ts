import { parseReleaseRecord, RELEASE_RECORD_SCHEMA } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { RECORD_TYPE } from '../release/releases';
import type { StageContext } from '../stage-context';
import type { Published } from './states';

/** Writes the release record, the last thing of a run: from here on the release exists. */
export async function record(context: StageContext, published: Published): Promise<ReleaseRecord> {
  const record = parseReleaseRecord(describe(context, published), `v${published.number}`);
  await context.repository.putArtifact(`${record.release}-record`, {
    artifactType: RECORD_TYPE,
    document: record,
    annotations: { 'org.opencontainers.image.created': record.createdAt, 'io.eks-crac.run': record.run },
  });
  return record;
}

function describe(context: StageContext, published: Published): ReleaseRecord {
  const { driver, repository, run, spec } = context;
  return {
    schema: RELEASE_RECORD_SCHEMA,
    release: `v${published.number}`,
    service: spec.service,
    run: run.id,
    createdAt: new Date().toISOString(),
    repository: repository.repository,
    images: {
      service: { digest: published.digests.service, bytes: published.storedBytes.service },
      checkpoint: { digest: published.digests.checkpoint, bytes: published.storedBytes.checkpoint },
    },
    engine: { type: driver.data.type, version: published.frozen.engineVersion },
    pod: {
      uid: published.user.uid,
      gid: published.user.gid,
      cpu: spec.run.cpu,
      memoryMiB: spec.run.memoryMiB,
      port: spec.run.port,
      readiness: { path: spec.readiness.path, status: spec.readiness.status },
      readOnlyRoot: spec.run.readOnlyRoot,
      environment: Object.keys(spec.run.env).sort(),
      deadlineMs: published.deadlineMs,
    },
    checkpoint: {
      files: published.files.map((file) => ({ ...file })),
      capturedPaths: [...published.capturedPaths],
      removedPaths: [...published.removedPaths],
      rawBytes: published.rawBytes,
      storedBytes: published.storedBytes.layer,
    },
    host: {
      cpuClass: spec.cpuClass.name,
      architecture: published.host.machine === 'aarch64' ? 'arm64' : 'amd64',
      cpuFlags: [...published.host.cpuFlags],
      kernel: published.host.kernel,
      clockSeconds: published.frozen.clockSeconds,
    },
    gate: proof(published),
    copies: [{ type: 'image' }, ...published.copies],
  };
}

function proof({ clones, restoreMs }: Published): ReleaseRecord['gate'] {
  return { restores: restoreMs.length, restoreMs: [...restoreMs], ...(clones === undefined ? {} : { clones }) };
}
