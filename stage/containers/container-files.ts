import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { ProcessError } from '../../kit/process';
import type { ContainerRuntime } from './container-runtime';

const ABSENT = /could not (find the file|be found)|no such (container:path|file or directory)|does not exist/i;

export interface ContainerEntry {
  /** Its path in the container. */
  readonly path: string;
  readonly header: Header;
  readonly content: AsyncIterable<unknown>;
  /** Another name of the same file, which was yielded before. */
  readonly sameAs?: string;
}

/**
 * Yields a file or folder of a container, running or stopped, with everything below it; the content of an entry must be
 * read before the next entry. A hard link to another entry is yielded at the end, as a file with the same content.
 */
export async function* containerEntries(
  containers: ContainerRuntime,
  container: string,
  path: string,
): AsyncGenerator<ContainerEntry> {
  const { done, stdout } = containers.copyOut(container, path);
  const entries = extract();
  stdout.pipe(entries);
  // The first entry is the path itself. Docker gives its base name, Podman an empty name for a volume.
  let root: string | undefined;
  const hardLinks: (readonly [string, string])[] = [];
  for await (const entry of entries) {
    const { header } = entry;
    root ??= withoutSlash(header.name);
    const place = `${path}${withoutSlash(header.name).slice(root.length)}`;
    if (header.type === 'link') hardLinks.push([place, `${path}${header.linkname.slice(root.length)}`]);
    else yield { path: place, header, content: entry };
    entry.resume();
  }
  await done;
  for (const [place, sameAs] of hardLinks) {
    for await (const entry of containerEntries(containers, container, place)) yield { ...entry, sameAs };
  }
}

/** Returns the hard links in a folder of a container: other names of a file, each with the first one. */
export async function hardLinks(
  containers: ContainerRuntime,
  container: string,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const { done, stdout } = containers.copyOut(container, path);
  const entries = extract();
  stdout.pipe(entries);
  let root: string | undefined;
  const found = new Map<string, string>();
  for await (const entry of entries) {
    const { linkname, name, type } = entry.header;
    root ??= withoutSlash(name);
    if (type === 'link') found.set(`${path}${name.slice(root.length)}`, `${path}${linkname.slice(root.length)}`);
    entry.resume();
  }
  await done;
  return found;
}

const withoutSlash = (name: string) => name.replace(/\/$/, '');

/** Returns the size of a file in a container without reading it; 0 if it does not exist. */
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
    // Ends the program with a broken pipe, which is expected.
    stdout.destroy();
    await done.catch(() => undefined);
  }
}

/** Returns the text of a file in a container: empty for a link or folder, undefined if it does not exist. */
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
