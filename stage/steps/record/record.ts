import { parseReleaseRecord, recordReadiness, RELEASE_RECORD_SCHEMA } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { RECORD_TYPE } from '../../../releases/records';
import type { StageContext } from '../../context/stage-context';
import { imageDeadlineMs, storeDeadlineMs } from '../restore-deadline';
import { provenanceOf } from './provenance';
import type { Step } from '../step';
import type { Published } from '../states';

/** Writes the release record as the last act of a run: from here on the release exists. */
export const record: Step<Published, ReleaseRecord> = {
  id: 'record',
  title: 'write the release record',
  summary: ({ release }) => release,

  async run(context, published) {
    const record = parseReleaseRecord(
      { ...describe(context, published), provenance: await provenanceOf(context, published) },
      published.release,
    );
    const recordDigest = await context.repository.putArtifact(`${record.release}-record`, {
      artifactType: RECORD_TYPE,
      document: record,
      annotations: { 'org.opencontainers.image.created': record.createdAt, 'io.eks-crac.run': record.run },
    });
    return { ...record, recordDigest };
  },
};

function describe(context: StageContext, published: Published): ReleaseRecord {
  const { engine, repository, run, spec } = context;
  return {
    schema: RELEASE_RECORD_SCHEMA,
    release: published.release,
    service: spec.service,
    run: run.id,
    createdAt: new Date().toISOString(),
    repository: repository.repository,
    images: {
      service: { digest: published.digests.service, bytes: published.storedBytes.service },
      checkpoint: { digest: published.digests.checkpoint, bytes: published.storedBytes.checkpoint },
    },
    engine: { type: engine.data.type, version: published.taken.engineVersion },
    pod: {
      uid: published.user.uid,
      gid: published.user.gid,
      cpu: spec.run.cpu,
      memoryMiB: spec.run.memoryMiB,
      port: spec.run.port,
      readiness: recordReadiness(spec.readiness.probe),
      readOnlyRoot: spec.run.readOnlyRoot,
      environment: Object.keys(spec.run.env).sort(),
      deadlineMs: imageDeadlineMs(spec, published),
    },
    checkpoint: checkpoint(context, published),
    host: {
      cpuClass: spec.cpuClass.name,
      architecture: published.host.machine === 'aarch64' ? 'arm64' : 'amd64',
      cpuFlags: [...published.host.cpuFlags],
      kernel: published.host.kernel,
      needs: [...published.host.needs],
      ...(published.taken.clockSeconds === undefined ? {} : { clockSeconds: published.taken.clockSeconds }),
    },
    gate: proof(published),
    secrets: { ...published.secrets, throwAway: throwAway(published) },
    stores: stores(context, published),
  };
}

function checkpoint({ spec }: StageContext, published: Published): ReleaseRecord['checkpoint'] {
  return {
    hooks: spec.checkpoint.hooks,
    files: published.files.map((file) => ({ ...file })),
    capturedPaths: [...published.capturedPaths],
    removedPaths: [...published.removedPaths],
    deletedPaths: [...published.deletedPaths],
    rawBytes: published.rawBytes,
    mappedBytes: published.memory.mappedBytes,
    storedBytes: published.storedBytes.layer,
    ...(published.packed === undefined ? {} : { packed: published.packed }),
  };
}

/** The service was given it, so it may be in the checkpoint, read or not. */
function throwAway({ sandbox: { credentials } }: Published): NonNullable<ReleaseRecord['secrets']>['throwAway'] {
  const { worksUntil } = credentials;
  if (worksUntil === undefined) return [{ name: 'AWS credentials that no account knows' }];
  return [{ name: 'a session of the capture role', expiredAt: worksUntil.toISOString() }];
}

function stores({ spec }: StageContext, published: Published): ReleaseRecord['stores'] {
  return [
    { type: 'image', deadlineMs: imageDeadlineMs(spec, published) },
    ...published.stores.map(({ description, restoreMs, unpackMs }) => ({
      ...description,
      restoreMs,
      unpackMs,
      deadlineMs: storeDeadlineMs(spec, { rawBytes: published.rawBytes, restoreMs }),
    })),
  ];
}

function proof({ clones, coldMs, restoreMs }: Published): ReleaseRecord['gate'] {
  return { restores: restoreMs.length, restoreMs: [...restoreMs], coldMs, ...(clones === undefined ? {} : { clones }) };
}
