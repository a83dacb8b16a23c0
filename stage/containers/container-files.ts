import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { ProcessError } from '../../kit/process';
import type { ContainerRuntime } from './container-runtime';

const ABSENT = /could not (find the file|be found)|no such (container:path|file or directory)|does not exist/i;

export interface ContainerEntry {
  /** Where it is in the container. */
  readonly path: string;
  readonly header: Header;
  readonly content: AsyncIterable<unknown>;
}

/** A file or folder of a container, running or not, and everything in it; each content is read before the next entry. */
export async function* containerEntries(
  containers: ContainerRuntime,
  container: string,
  path: string,
): AsyncGenerator<ContainerEntry> {
  const { done, stdout } = containers.copyOut(container, path);
  const entries = extract();
  stdout.pipe(entries);
  // The first entry is the path itself. Docker calls it by its last name, Podman a volume by no name at all.
  let root: string | undefined;
  for await (const entry of entries) {
    const name = entry.header.name.replace(/\/$/, '');
    root ??= name;
    yield { path: `${path}${name.slice(root.length)}`, header: entry.header, content: entry };
    entry.resume();
  }
  await done;
}

/** The size of a file in a container, of which nothing is read; 0 when there is nothing of that name. */
export async function containerFileBytes(
  containers: ContainerRuntime,
  container: string,
  path: string,
): Promise<number> {
  const { done, stdout } = containers.copyOut(container, path);
  const entries = extract();
  stdout.pipe(entries);
  try {
    for await (const { header } of entries) return header.size;
    await done;
    return 0;
  } catch (error) {
    const cause = await done.then(
      () => error,
      (failure: unknown) => failure,
    );
    if (cause instanceof ProcessError && ABSENT.test(cause.stderr)) return 0;
    throw cause;
  } finally {
    // The program ends on its broken pipe, which is no failure then.
    stdout.destroy();
    await done.catch(() => undefined);
  }
}

/** The text of a file in a container, empty for a link or folder; undefined when there is nothing of that name. */
export async function readContainerFile(
  containers: ContainerRuntime,
  container: string,
  path: string,
): Promise<string | undefined> {
  const { done, stdout } = containers.copyOut(container, path);
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
