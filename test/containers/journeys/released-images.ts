import { z } from 'zod';
import { parseReleaseRecord } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import type { RegistryRepository } from '../../../stage/clients';

const manifest = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string() })),
});
const config = z.object({
  config: z.object({ Env: z.array(z.string()), Entrypoint: z.array(z.string()) }),
  history: z.array(z.object({ created_by: z.string().optional() })),
});

/** An image as the registry holds it. */
export interface StoredImage {
  readonly layers: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** The whole configuration, as it was pushed. */
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

export async function readRecord(repository: RegistryRepository, release: string): Promise<ReleaseRecord> {
  return parseReleaseRecord(await repository.artifact(`${release}-record`), `${release}-record`);
}
