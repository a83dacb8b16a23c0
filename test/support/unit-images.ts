import { sha256 } from '../../releases/registry/registry';
import type { FakeRegistry } from './unit-registry';

/** An image of a test. */
export interface TestImage {
  /** @default - none */
  readonly layers?: readonly string[];
  /** @default - none */
  readonly env?: readonly string[];
}

/** Puts an image under a tag; returns its digest. */
export function putImage(registry: FakeRegistry, tag: string, { env = [], layers = [] }: TestImage): string {
  const config = JSON.stringify({ config: { Env: env }, rootfs: { type: 'layers', diff_ids: layers } });
  const digest = sha256(config);
  registry.blobs.set(digest, config);
  return registry.put(tag, JSON.stringify({ schemaVersion: 2, config: { digest }, layers: [] }));
}
