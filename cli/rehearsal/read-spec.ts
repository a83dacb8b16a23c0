import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { Failure } from '../../stage/report';

export interface SpecFile {
  readonly spec: CaptureSpec;
  readonly folder: string;
}

/** What the command line says instead of the file. */
export interface SpecOverrides {
  readonly engine?: string | undefined;
}

/** Reads a capture spec from a YAML or JSON file. */
export function readSpec(path: string, overrides: SpecOverrides = {}): SpecFile {
  const document = parseYaml(path, read(path));
  const changed =
    overrides.engine === undefined || !isMapping(document)
      ? document
      : { ...document, engine: { type: overrides.engine } };
  try {
    return { spec: parseCaptureSpec(changed, path), folder: dirname(resolve(path)) };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new Failure('spec-invalid', error.message, 'docs/capture-spec.md describes every field', { cause: error });
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    throw new Failure(
      'spec-invalid',
      `the capture spec ${path} cannot be read (${code})`,
      'write one, docs/capture-spec.md has an example, and name it with --spec',
      { cause: error },
    );
  }
}

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new Failure(
      'spec-invalid',
      `the capture spec ${path} is not YAML: ${error.message}`,
      'mend the line that it names',
      { cause: error },
    );
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
