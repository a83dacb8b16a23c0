import type { RuntimeArchive, RuntimeLayerDocument } from '../../contract';
import type { DebianPackage, InputsLock } from './inputs';
import type { LayerParts } from './parts/layer';
import type { ToolsParts } from './parts/tools-image';

type Part = RuntimeLayerDocument['parts'][number];

/** Every part that is delivered, with version, source and licence. */
export function partsOf(inputs: InputsLock, layer: LayerParts, tools: ToolsParts): Part[] {
  const inLayer = (name: string, version: string, source: string, licence: string): Part => ({
    ...{ name, version, source, licence },
    in: ['layer'],
  });
  return [
    inLayer('start, agent.jar, libagent.so, libpreload.so, fetch', 'of this package', 'eks-crac', 'Apache-2.0'),
    inLayer('musl', `of zig ${inputs.tools.zig.version}`, 'musl', 'MIT'),
    inLayer('go', inputs.tools.go.version, 'go', 'BSD-3-Clause'),
    ...layer.modules.map(({ name, version }) => inLayer(name, version, name, 'see licenses/layer/go-modules')),
    ...debianParts(inputs, { layer: layer.debian.packages, tools: tools.debian.packages }),
  ];
}

function debianParts(
  { sources }: InputsLock,
  packages: Readonly<Record<RuntimeArchive, readonly DebianPackage[]>>,
): readonly Part[] {
  const all = new Map([...packages.layer, ...packages.tools].map((entry) => [entry.name, entry]));
  return [...all.values()].map(({ name, sources: from, version }) => ({
    name,
    version,
    source: from.map((source) => `${source.name} ${source.version}`).join(', '),
    licence: from.map((source) => licenceOf(sources, source.name)).join(' AND '),
    in: (['layer', 'tools'] as const).filter((use) => packages[use].some((entry) => entry.name === name)),
  }));
}

function licenceOf(sources: InputsLock['sources'], name: string): string {
  const licence = sources.find((source) => source.name === name)?.licence ?? '';
  return licence.includes(' OR ') ? `(${licence})` : licence;
}
