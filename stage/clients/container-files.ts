import { extract } from 'tar-stream';
import { ProcessError } from '../process';
import type { ContainerEngine } from './container-engine';

const ABSENT = /could not find the file|no such (container:path|file or directory)|does not exist/i;

/** The text of a file in a container, empty for a link or folder; undefined when there is nothing of that name. */
export async function readContainerFile(
  engine: ContainerEngine,
  container: string,
  path: string,
): Promise<string | undefined> {
  const { done, stdout } = engine.copyOut(container, path);
  const entries = extract();
  stdout.pipe(entries);
  try {
    const chunks: Buffer[] = [];
    for await (const entry of entries) {
      for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    }
    await done;
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    const cause = await done.then(
      () => error,
      (failure: unknown) => failure,
    );
    if (cause instanceof ProcessError && ABSENT.test(cause.stderr)) return undefined;
    throw cause;
  }
}
