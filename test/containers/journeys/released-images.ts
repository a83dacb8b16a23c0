import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { parseReleaseRecord } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import type { RegistryRepository } from '../../../releases/registry/registry';

const manifest = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string() })),
});
const config = z.object({
  config: z.object({ Env: z.array(z.string()), Entrypoint: z.array(z.string()) }),
  history: z.array(z.object({ created_by: z.string().optional() })),
});

const extended = z.record(z.string(), z.string());

/** An image as the registry holds it. */
export interface StoredImage {
  readonly layers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** The whole configuration, as pushed. */
  readonly text: string;
}

export async function readStoredImage(repository: RegistryRepository, reference: string): Promise<StoredImage> {
  const stored = await repository.manifest(reference);
  if (stored === undefined) throw new Error(`${repository.repository} has no ${reference}`);
  const parsed = manifest.parse(JSON.parse(stored.body));
  const [host, name] = repository.repository.split(/\/(.*)/);
  const answer = await fetch(`http://${host}/v2/${name}/blobs/${parsed.config.digest}`);
  const text = await answer.text();
  const { Entrypoint, Env } = config.parse(JSON.parse(text)).config;
  return {
    layers: parsed.layers.map(({ digest }) => digest),
    env: Object.fromEntries(Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2))) as Record<string, string>,
    entrypoint: Entrypoint,
    text,
  };
}

/** Returns the numbers of the capabilities that files of a stored layer grant, by file. */
export async function fileCapabilities(
  repository: RegistryRepository,
  layer: string,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const [host, name] = repository.repository.split(/\/(.*)/);
  const { body } = await fetch(`http://${host}/v2/${name}/blobs/${layer}`);
  if (body === null) throw new Error(`${repository.repository} has no ${layer}`);
  const files = Readable.fromWeb(body).pipe(createGunzip()).pipe(extract());
  const found: Record<string, readonly number[]> = {};
  for await (const file of files) {
    const attribute = extended.parse(file.header.pax ?? {})['SCHILY.xattr.security.capability'];
    if (attribute !== undefined) found[file.header.name] = permitted(Buffer.from(attribute));
    file.resume();
  }
  return found;
}

/**
 * Decodes the kernel's `vfs_cap_data`: a word of flags, the permitted capabilities 0 to 31, the inheritable ones, then
 * both again from 32 on.
 */
function permitted(data: Buffer): readonly number[] {
  const words = [data.readUInt32LE(4), data.readUInt32LE(12)];
  return words.flatMap((word, index) => {
    const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => ((word >>> bit) & 1) === 1);
    return bits.map((bit) => bit + 32 * index);
  });
}

export async function readRecord(repository: RegistryRepository, release: string): Promise<ReleaseRecord> {
  return parseReleaseRecord((await repository.artifact(`${release}-record`))?.document, `${release}-record`);
}
