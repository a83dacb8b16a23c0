import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { packagePath } from '../../../kit/package-path';
import type { Scene, SpecInput } from '../../support/containers/scene';

/** Writes a sample's spec into the scene, with the scene's name and the given changes. */
export function writeSampleSpec(
  scene: Scene,
  sample: string,
  change: (spec: SpecInput) => Partial<SpecInput> = () => ({}),
): void {
  writeSpecOf(scene, `examples/${sample}/eks-crac.yaml`, change);
}

/** Like `writeSampleSpec`, for any spec of this package. */
export function writeSpecOf(
  scene: Scene,
  file: string,
  change: (spec: SpecInput) => Partial<SpecInput> = () => ({}),
): void {
  const folder = dirname(packagePath(file));
  const spec = parse(readFileSync(packagePath(file), 'utf8')) as SpecInput;
  const companions = (spec.companions ?? []).map((companion) =>
    companion.build === undefined
      ? companion
      : { ...companion, build: { ...companion.build, context: resolve(folder, companion.build.context ?? '.') } },
  );
  const context = resolve(folder, spec.build?.context ?? '.');
  const moved = { ...spec, service: scene.service, build: { ...spec.build, context }, companions };
  scene.spec({ ...moved, ...change(moved) });
}
