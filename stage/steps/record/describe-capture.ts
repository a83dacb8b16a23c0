import { recordReadiness } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import { imageDeadlineMs } from '../restore-deadline';
import type { Proven } from '../states';
import { provenanceOf } from './provenance';

/** What is known of a release before it has a number and its copies in stores. */
export type DescribedCapture = Omit<ReleaseRecord, 'schema' | 'release' | 'stores' | 'copies'>;

/** Says what a record says of a capture. */
export async function describeCapture(context: StageContext, proven: Proven): Promise<DescribedCapture> {
  const { engine, repository, spec } = context;
  return {
    service: spec.service,
    run: proven.imageRun,
    createdAt: new Date().toISOString(),
    repository: repository.repository,
    images: {
      service: { digest: proven.digests.service, bytes: proven.storedBytes.service },
      checkpoint: { digest: proven.digests.checkpoint, bytes: proven.storedBytes.checkpoint },
    },
    engine: { type: engine.data.type, version: proven.taken.engineVersion },
    pod: {
      uid: proven.user.uid,
      gid: proven.user.gid,
      cpu: spec.run.cpu,
      memoryMiB: spec.run.memoryMiB,
      port: spec.run.port,
      readiness: recordReadiness(spec.readiness.probe),
      readOnlyRoot: spec.run.readOnlyRoot,
      environment: Object.keys(spec.run.env).sort(),
      deadlineMs: imageDeadlineMs(spec, proven),
    },
    checkpoint: checkpoint(context, proven),
    host: {
      cpuClass: spec.cpuClass.name,
      architecture: proven.host.machine === 'aarch64' ? 'arm64' : 'amd64',
      cpuFlags: [...proven.host.cpuFlags],
      kernel: proven.host.kernel,
      needs: [...proven.host.needs],
      ...(proven.taken.clockSeconds === undefined ? {} : { clockSeconds: proven.taken.clockSeconds }),
    },
    gate: proof(proven),
    secrets: { ...proven.secrets, throwAway: throwAway(proven) },
    provenance: await provenanceOf(context, proven),
  };
}

function checkpoint({ spec }: StageContext, proven: Proven): ReleaseRecord['checkpoint'] {
  return {
    hooks: spec.checkpoint.hooks,
    files: proven.files.map((file) => ({ ...file })),
    capturedPaths: [...proven.capturedPaths],
    removedPaths: [...proven.removedPaths],
    deletedPaths: [...proven.deletedPaths],
    rawBytes: proven.rawBytes,
    mappedBytes: proven.memory.mappedBytes,
    storedBytes: proven.storedBytes.layer,
  };
}

/** The service was given it, so it may be in the checkpoint, read or not. */
function throwAway({ sandbox: { credentials } }: Proven): NonNullable<ReleaseRecord['secrets']>['throwAway'] {
  const { worksUntil } = credentials;
  if (worksUntil === undefined) return [{ name: 'AWS credentials that no account knows' }];
  return [{ name: 'a session of the capture role', expiredAt: worksUntil.toISOString() }];
}

function proof({ clones, coldMs, restoreMs }: Proven): ReleaseRecord['gate'] {
  return { restores: restoreMs.length, restoreMs: [...restoreMs], coldMs, ...(clones === undefined ? {} : { clones }) };
}
