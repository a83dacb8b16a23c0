import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import { UsageError } from '../core/errors';

const UNREADABLE: readonly string[] = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'];

/** Reads a YAML or JSON file; validation of the capture spec comes later. */
export function readSpecFile(path: string): unknown {
  const text = read(path);
  try {
    return parse(text);
  } catch (error) {
    // An alias without its anchor is detected only when the values are built.
    if (!(error instanceof YAMLParseError) && !(error instanceof ReferenceError)) throw error;
    throw new UsageError(
      'invalid-prop',
      `the capture spec must be YAML, got: ${JSON.stringify(path)}, ${error.message.trimEnd()}; correct the line that it names`,
    );
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !UNREADABLE.includes(code)) throw error;
    throw new UsageError(
      'invalid-prop',
      `the capture spec must be a file that can be read, got: ${JSON.stringify(path)} (${code}); name it relative to ${process.cwd()}, where the app runs`,
    );
  }
}
