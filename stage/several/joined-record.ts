import { parseReleaseRecord, RELEASE_RECORD_SCHEMA, sharedFields } from '../../contract';
import type { ReleaseCopy, ReleaseDraft, ReleaseRecord } from '../../contract';
import type { Manifest } from '../../releases/registry/registry';
import { storedBytes } from '../steps/push/push';
import type { ArchitectureImages } from './image-index';

/** The images of a release that was joined. */
export interface JoinedImages {
  /** `vN` and `vN-checkpoint`. */
  readonly service: Manifest;
  readonly checkpoint: Manifest;
  /** The same for each architecture. */
  readonly services: ArchitectureImages;
  readonly checkpoints: ArchitectureImages;
}

/** Returns the record of a release with a copy for each draft. */
export function joinedRecord(release: string, drafts: readonly ReleaseDraft[], images: JoinedImages): ReleaseRecord {
  const [first] = drafts;
  if (first === undefined) throw new TypeError('a release is joined of one draft at least');
  const copies = drafts.map((draft) => copyOf(draft, images));
  const deadlineMs = Math.max(...copies.map((copy) => copy.deadlineMs));
  const all = (paths: (draft: ReleaseDraft) => readonly string[]) => [...new Set(drafts.flatMap(paths))];
  const record = {
    ...sharedFields(first),
    schema: RELEASE_RECORD_SCHEMA,
    release,
    createdAt: new Date().toISOString(),
    images: {
      service: imageOf(images.service, copies, 'service'),
      checkpoint: imageOf(images.checkpoint, copies, 'checkpoint'),
    },
    pod: { ...first.pod, deadlineMs },
    checkpoint: {
      ...first.checkpoint,
      capturedPaths: all(({ checkpoint }) => checkpoint.capturedPaths),
      removedPaths: all(({ checkpoint }) => checkpoint.removedPaths),
      deletedPaths: all(({ checkpoint }) => checkpoint.deletedPaths ?? []),
    },
    stores: [{ type: 'image', deadlineMs }],
    copies,
  };
  return parseReleaseRecord(record, release);
}

function copyOf(draft: ReleaseDraft, { checkpoints, services }: JoinedImages): ReleaseCopy {
  const { captureRun, checkpoint, engine, gate, host, pod } = draft;
  const { files, mappedBytes, rawBytes, storedBytes: bytes } = checkpoint;
  const ofArchitecture = (images: ArchitectureImages) => {
    const manifest = images.get(host.architecture);
    if (manifest === undefined) throw new TypeError(`no image was joined for ${host.architecture}`);
    return { digest: manifest.digest, bytes: storedBytes(manifest) };
  };
  return {
    run: captureRun,
    images: { service: ofArchitecture(services), checkpoint: ofArchitecture(checkpoints) },
    engine,
    host,
    deadlineMs: pod.deadlineMs,
    checkpoint: { files, rawBytes, storedBytes: bytes, ...(mappedBytes === undefined ? {} : { mappedBytes }) },
    gate,
  };
}

/** A node pulls the image of its architecture alone, so the largest says how much that is. */
function imageOf({ digest }: Manifest, copies: readonly ReleaseCopy[], kind: keyof ReleaseCopy['images']) {
  return { digest, bytes: Math.max(...copies.map(({ images }) => images[kind].bytes)) };
}
