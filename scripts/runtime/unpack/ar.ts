import { BuildError } from '../build-error';

export interface ArMember {
  readonly name: string;
  readonly content: Buffer;
}

const MAGIC = '!<arch>\n';
const HEADER = 60;

/** Reads an `ar` archive, the outer form of a package of Debian. */
export function arMembers(archive: Buffer, name: string): readonly ArMember[] {
  if (archive.toString('latin1', 0, MAGIC.length) !== MAGIC) throw damaged(name, 'it is no ar archive');
  const members: ArMember[] = [];
  for (let at = MAGIC.length; at < archive.length;) {
    const header = archive.toString('latin1', at, at + HEADER);
    const size = Number(header.slice(48, 58));
    const start = at + HEADER;
    if (!header.endsWith('`\n') || !Number.isInteger(size) || start + size > archive.length)
      throw damaged(name, 'it is cut off');
    members.push({
      name: header.slice(0, 16).trimEnd().replace(/\/$/, ''),
      content: archive.subarray(start, start + size),
    });
    // Members begin at even offsets.
    at = start + size + (size % 2);
  }
  return members;
}

function damaged(name: string, why: string): BuildError {
  return new BuildError(`the package ${name} cannot be read: ${why}`, 'delete it from the cache and try again');
}
