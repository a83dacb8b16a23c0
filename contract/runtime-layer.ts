import { z } from 'zod';
import { digest } from './fields';
import { parseDocument } from './validation';

/** The schema version that this release writes and reads. */
export const RUNTIME_LAYER_SCHEMA = 1;

const archive = z.strictObject({
  digest,
  bytes: z.int().min(1),
});

/** `layer.json`: what is in a runtime layer, and what its archives' content must be. */
const runtimeLayerSchema = z.strictObject({
  schema: z.literal(RUNTIME_LAYER_SCHEMA),
  architecture: z.enum(['amd64', 'arm64']),
  inputs: digest.describe('of everything that the layer was built from'),
  layer: archive,
  tools: archive,
  parts: z.array(
    z.strictObject({
      name: z.string(),
      version: z.string(),
      source: z.string(),
      licence: z.string(),
      in: z.array(z.enum(['layer', 'tools'])),
    }),
  ),
});

export type RuntimeLayerDocument = z.infer<typeof runtimeLayerSchema>;
export type RuntimeArchive = 'layer' | 'tools';

export function parseRuntimeLayer(value: unknown, origin: string): RuntimeLayerDocument {
  return parseDocument(runtimeLayerSchema, value, { kind: 'runtime layer', origin });
}

/** The npm package that has the runtime layer of an architecture. */
export function runtimePackage(architecture: string): string {
  return `@eks-crac/runtime-linux-${architecture}`;
}

/** Its folder, in a checkout and in the stage's bundle. */
export function runtimePackageFolder(architecture: string): string {
  return `packages/runtime-linux-${architecture}`;
}

/** Its files that the stage reads. */
export const RUNTIME_PACKAGE_FILES = { document: 'layer.json', layer: 'layer.tar', tools: 'tools.tar' } as const;
