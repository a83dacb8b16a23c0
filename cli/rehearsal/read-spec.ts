import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { Failure } from '../../kit/report/failure';

const UNREADABLE: readonly string[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'];

export interface SpecFile {
  readonly spec: CaptureSpec;
  readonly folder: string;
}

/** Command line options that override the file. */
export interface SpecOverrides {
  readonly engine?: string | undefined;
  /** Value of the Dockerfile's build argument BASE_IMAGE. */
  readonly baseImage?: string | undefined;
}

/** Reads a capture spec from a YAML or JSON file. */
export function readSpec(path: string, overrides: SpecOverrides = {}): SpecFile {
  const document = parseYaml(path, read(path));
  const changed =
    overrides.engine === undefined || !isMapping(document)
      ? document
      : { ...document, engine: { type: overrides.engine } };
  try {
    const spec = withBaseImage(parseCaptureSpec(changed, path), overrides.baseImage);
    return { spec, folder: dirname(resolve(path)) };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new Failure('spec-invalid', error.message, 'docs/capture-spec.md describes every field', { cause: error });
  }
}

/** The command line overrides the build argument of the file. */
function withBaseImage(spec: CaptureSpec, baseImage: string | undefined): CaptureSpec {
  if (baseImage === undefined) return spec;
  if (spec.image !== undefined) {
    throw new Failure(
      'usage',
      `--base-image ${baseImage} has no effect: the capture spec names the image ${spec.image}, which is not built`,
      'leave out --base-image, or give the capture spec a `build` instead of `image`',
    );
  }
  const build = spec.build ?? { context: '.', dockerfile: 'Dockerfile', args: {} };
  return { ...spec, build: { ...build, args: { ...build.args, BASE_IMAGE: baseImage } } };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !UNREADABLE.includes(code)) throw error;
    throw new Failure(
      'spec-invalid',
      `the capture spec ${path} cannot be read (${code})`,
      'write one with `eks-crac init FOLDER`, and name it with --spec',
      { cause: error },
    );
  }
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    // An alias without its anchor is detected only when the values are built.
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    throw new Failure(
      'spec-invalid',
      `the capture spec ${path} is not YAML: ${error.message.trimEnd()}`,
      'fix the line that it names',
      { cause: error },
    );
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
