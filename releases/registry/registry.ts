import { createHash } from 'node:crypto';
import { RegistryClient } from './registry-client';
import type { Answer, RegistryClientOptions } from './registry-client';
import { imagesByTag } from './stored-images';
import type { StoredImage } from './stored-images';

const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';
const EMPTY = '{}';

export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** The exact bytes, from which the digest is computed. */
  readonly body: string;
}

/** A manifest or an index. */
export type ImageDocument = Readonly<Record<string, unknown>> & { readonly mediaType: string };

/** What a manifest says of a blob, and an index of a manifest. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An OCI artifact with a single JSON document. */
export interface Artifact {
  readonly artifactType: string;
  readonly document: unknown;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The document of an artifact, as it is in the registry. */
export interface StoredArtifact {
  /** The digest of the artifact's manifest. */
  readonly digest: string;
  readonly document: unknown;
}

/** An image whose layers the repository has. */
export interface LayeredImage {
  /** The media type of the manifest. */
  readonly mediaType: string;
  readonly configType: string;
  readonly config: unknown;
  /** The descriptors of the layers, as another manifest has them. */
  readonly layers: readonly unknown[];
}

/** Registry-specific behaviour outside the distribution protocol. */
export interface RegistryDialect extends RegistryClientOptions {
  /**
   * Deletes a manifest and all its tags, where the protocol does not support it.
   * @default - by the protocol
   */
  readonly deleteDigest?: (digest: string) => Promise<boolean>;
  /**
   * Lists all images with their tags and times.
   * @default - a request for each tag
   */
  readonly images?: () => Promise<readonly StoredImage[]>;
}

const ANONYMOUS: RegistryDialect = { headers: () => Promise.resolve({}) };

/** A repository of an OCI registry, accessed through the distribution protocol. */
export class RegistryRepository {
  private readonly base: string;
  private readonly client: RegistryClient;

  public constructor(
    /** Host and repository, as in an image reference. */
    public readonly repository: string,
    private readonly dialect: RegistryDialect = ANONYMOUS,
    signal?: AbortSignal,
  ) {
    this.client = new RegistryClient(dialect, signal);
    const [, ...path] = repository.split('/');
    this.base = `${registryBase(repository)}/v2/${path.join('/')}`;
  }

  public withSignal(signal: AbortSignal | undefined): RegistryRepository {
    return new RegistryRepository(this.repository, this.dialect, signal);
  }

  /** Whether the registry has the repository; most make it with its first image. */
  public async exists(): Promise<boolean> {
    return (await this.client.call('GET', `${this.base}/tags/list?n=1`, [200, 404])).status === 200;
  }

  /** Returns all tags; none when the repository does not exist yet. */
  public async tags(): Promise<readonly string[]> {
    const tags: string[] = [];
    let next: string | undefined = `${this.base}/tags/list?n=1000`;
    while (next !== undefined) {
      const answer: Answer = await this.client.call('GET', next, [200, 404]);
      if (answer.status === 404) return tags;
      tags.push(...((JSON.parse(answer.body) as { tags: string[] | null }).tags ?? []));
      next = nextPage(answer.headers.get('link'), next);
    }
    return tags;
  }

  /** Returns all images that have tags, and where the registry lists them those without. */
  public async images(): Promise<readonly StoredImage[]> {
    return this.dialect.images?.() ?? imagesByTag(this, await this.tags());
  }

  /** Returns the manifest for a tag or digest; undefined if there is none. */
  public async manifest(reference: string): Promise<Manifest | undefined> {
    return this.stored(reference, MANIFEST_TYPES);
  }

  /** Returns the manifest of an image, or its index if it has several architectures; undefined if there is none. */
  public async index(reference: string): Promise<Manifest | undefined> {
    return this.stored(reference, [...INDEX_TYPES, ...MANIFEST_TYPES]);
  }

  /** Returns the digest of an image, of its index if it has several architectures; undefined if there is none. */
  public async digest(reference: string): Promise<string | undefined> {
    return (await this.index(reference))?.digest;
  }

  /** Returns a blob that is JSON. */
  public async json(digest: string): Promise<unknown> {
    return JSON.parse((await this.client.call('GET', `${this.base}/blobs/${digest}`, [200])).body) as unknown;
  }

  /** Puts a manifest or an index whose parts are in the registry under a tag or its digest; returns the digest. */
  public async putManifest(document: ImageDocument, tag?: string): Promise<Manifest> {
    const body = JSON.stringify(document);
    const manifest = { digest: sha256(body), mediaType: document.mediaType, body };
    await this.tag(manifest, tag ?? manifest.digest);
    return manifest;
  }

  /** Stores a JSON document as a blob; returns its descriptor. */
  public putDocument(document: unknown, mediaType: string): Promise<Descriptor> {
    return this.putBlob(JSON.stringify(document), mediaType);
  }

  /** Adds a tag to a manifest that is in the registry. */
  public async tag(manifest: Manifest, tag: string): Promise<void> {
    await this.put(tag, manifest.mediaType, manifest.body);
  }

  /** Deletes a manifest and all its tags; returns false when the registry does not allow it. */
  public async deleteDigest(digest: string): Promise<boolean> {
    if (this.dialect.deleteDigest !== undefined) return this.dialect.deleteDigest(digest);
    const answer = await this.client.call('DELETE', `${this.base}/manifests/${digest}`, [202, 404, 405]);
    return answer.status !== 405;
  }

  /** Stores a JSON document as an OCI artifact under a tag; returns the artifact's digest. */
  public async putArtifact(tag: string, artifact: Artifact): Promise<string> {
    const document = JSON.stringify(artifact.document);
    const blobs = [await this.putBlob(EMPTY, EMPTY_TYPE), await this.putBlob(document, artifact.artifactType)];
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPES[0],
      artifactType: artifact.artifactType,
      config: blobs[0],
      layers: [blobs[1]],
      annotations: artifact.annotations,
    });
    return this.put(tag, String(MANIFEST_TYPES[0]), body);
  }

  /** Stores an image of layers that are in the repository already, with a new configuration; returns its digest. */
  public async putImage(tag: string, image: LayeredImage): Promise<string> {
    const config = await this.putBlob(JSON.stringify(image.config), image.configType);
    const body = JSON.stringify({ schemaVersion: 2, mediaType: image.mediaType, config, layers: image.layers });
    return this.put(tag, image.mediaType, body);
  }

  /** Returns the document of an artifact written by `putArtifact`, and the artifact's digest. */
  public async artifact(reference: string): Promise<StoredArtifact | undefined> {
    const manifest = await this.manifest(reference);
    if (manifest === undefined) return undefined;
    const [layer] = (JSON.parse(manifest.body) as { layers: { digest: string }[] }).layers;
    if (layer === undefined) return undefined;
    return { digest: manifest.digest, document: await this.json(layer.digest) };
  }

  private async put(tag: string, mediaType: string, body: string): Promise<string> {
    await this.client.call('PUT', `${this.base}/manifests/${tag}`, [201], {
      headers: { 'content-type': mediaType },
      body,
    });
    return sha256(body);
  }

  private async stored(reference: string, types: readonly string[]): Promise<Manifest | undefined> {
    const answer = await this.client.call('GET', `${this.base}/manifests/${reference}`, [200, 404], {
      headers: { accept: types.join(', ') },
    });
    if (answer.status === 404) return undefined;
    return { digest: sha256(answer.body), mediaType: answer.headers.get('content-type') ?? '', body: answer.body };
  }

  private async putBlob(content: string, mediaType: string): Promise<Descriptor> {
    const digest = sha256(content);
    const descriptor = { mediaType, digest, size: Buffer.byteLength(content) };
    const known = await this.client.call('HEAD', `${this.base}/blobs/${digest}`, [200, 404]);
    if (known.status === 200) return descriptor;
    const upload = await this.client.call('POST', `${this.base}/blobs/uploads/`, [202]);
    const location = new URL(upload.headers.get('location') ?? '', this.base);
    location.searchParams.set('digest', digest);
    await this.client.call('PUT', location.href, [201], {
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    });
    return descriptor;
  }
}

/** Returns scheme and host of a repository; a registry on this machine speaks no TLS. */
export function registryBase(repository: string): string {
  const [host = ''] = repository.split('/');
  return `${/^(localhost|127\.0\.0\.1)(:|$)/.test(host) ? 'http' : 'https'}://${host}`;
}

export function sha256(content: string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function nextPage(link: string | null, current: string): string | undefined {
  const target = /<([^>]+)>;\s*rel="?next"?/.exec(link ?? '')?.[1];
  return target === undefined ? undefined : new URL(target, current).href;
}
