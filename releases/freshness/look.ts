import type { ReleaseRecord } from '../../contract';
import { IMAGE_BY_DIGEST } from '../../contract/fields';
import { Failure } from '../../kit/report/failure';
import type { ReleaseCatalogue } from '../catalogue';
import { imageConfig } from '../registry/image-config';
import type { ImageConfig } from '../registry/image-config';
import { locate } from '../registry/image-digest';
import type { BaseNow, Present } from './freshness';

/** What is looked at beyond the record. */
export interface Watched {
  /**
   * The base image by its tag, where the source names it by its digest alone.
   *
   * @default - as the record names it
   */
  readonly baseImage?: string;
  /**
   * The machine image of the capture hosts.
   *
   * @default - not compared
   */
  readonly machineImage?: string;
}

const JAVA = 'JAVA_VERSION=';

/** Looks at what a release was made of: at its base image in the registry, without a pull. */
export async function look(
  catalogue: ReleaseCatalogue,
  record: ReleaseRecord,
  watched: Watched,
  at: Date,
): Promise<Present> {
  const { machineImage } = watched;
  const base = await baseNow(catalogue, record, watched.baseImage);
  return {
    at,
    ...(typeof base === 'string' ? {} : { base }),
    ...(machineImage === undefined ? {} : { machineImage }),
    unknown: typeof base === 'string' ? [base] : [],
  };
}

/** Returns the base image, or why it cannot be compared. */
async function baseNow(
  catalogue: ReleaseCatalogue,
  record: ReleaseRecord,
  watched: string | undefined,
): Promise<BaseNow | string> {
  const source = recordedBase(record);
  const image = watched ?? (source === undefined ? undefined : tagged(source));
  if (image === undefined) {
    return source === undefined
      ? 'the record does not say which image it begins with'
      : `${source} is a digest, and which tag it comes from is not said`;
  }
  const { host, images } = record;
  const [own, now] = await Promise.all([
    catalogue.configOf(images.service.digest, host.architecture),
    readable(image, host.architecture),
  ]);
  if (typeof now === 'string') return now;
  if (own === undefined) return `${record.release} has no image ${images.service.digest}`;
  const java = now.env.find((one) => one.startsWith(JAVA))?.slice(JAVA.length);
  return {
    image,
    pinned: source !== undefined && IMAGE_BY_DIGEST.test(source),
    isBelow: now.layers.every((layer, index) => own.layers[index] === layer),
    ...(java === undefined ? {} : { java }),
  };
}

/** Older records list all images of the Dockerfile, and do not say which is which. */
function recordedBase({ provenance }: ReleaseRecord): string | undefined {
  const { baseImage, baseImages = [] } = provenance ?? {};
  return baseImage ?? (baseImages.length === 1 ? baseImages[0] : undefined);
}

/** An image by tag and digest keeps its tag. */
function tagged(image: string): string | undefined {
  const [name = '', digest] = image.split('@');
  return digest === undefined || /:[\w.-]+$/.test(name) ? name : undefined;
}

/** A registry that does not answer, or only after a login, must not hide what else is known. */
async function readable(image: string, architecture: string): Promise<ImageConfig | string> {
  const { reference, repository } = locate(image);
  try {
    return (await imageConfig(repository, reference, architecture)) ?? `${image} is gone from its registry`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${image} could not be read: ${error.message}`;
  }
}
