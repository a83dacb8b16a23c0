import { variableOptions } from './variables';

export interface ImageBuild {
  readonly context: string;
  readonly dockerfile: string;
  readonly tag: string;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** @default - the last stage of the Dockerfile */
  readonly target?: string | undefined;
  /**
   * Files that a build step may mount without leaving them in a layer, by id.
   * @default {}
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /**
   * Additional build contexts by name.
   * @default {}
   */
  readonly contexts?: Readonly<Record<string, string>>;
}

export function buildArguments(build: ImageBuild): readonly string[] {
  return [
    ['--file', build.dockerfile, '--tag', build.tag],
    variableOptions('--build-arg', build.args),
    labelArguments(build.labels),
    Object.entries(build.secrets ?? {}).flatMap(([id, file]) => ['--secret', `id=${id},src=${file}`]),
    Object.entries(build.contexts ?? {}).flatMap(([name, folder]) => ['--build-context', `${name}=${folder}`]),
    build.target === undefined ? [] : ['--target', build.target],
  ].flat();
}

export function labelArguments(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
}
