import { create, isFieldSet } from '@bufbuild/protobuf';
import { FileSchema, RegFileSchema } from '../images/criu_pb';
import type { File } from '../images/criu_pb';
import { unreadable } from '../images/image-file';

/** CRIU's fd_types, REG. */
const REGULAR_FILE = 1;
/** A regular file that everybody may read. */
export const MEMORY_FILE_MODE = 0o100644;

/**
 * Adds the memory file to the files of a checkpoint, on the mount of the process's own program; returns its number, too.
 */
export function addMemoryFile(
  files: readonly File[],
  program: number,
  name: string,
  bytes: number,
): { readonly files: readonly File[]; readonly id: number } {
  const id = Math.max(...files.map((file) => file.id)) + 1;
  const like = files.find(({ reg }) => reg?.id === program);
  if (like?.reg === undefined) throw unreadable('files.img', 'it does not name the program of the process');
  // A number of a mount is there only when CRIU took down the mounts.
  const mount = isFieldSet(like.reg, RegFileSchema.field.mntId) ? { mntId: like.reg.mntId } : {};
  const reg = {
    id,
    flags: 0,
    pos: 0n,
    fown: like.reg.fown,
    name,
    ...mount,
    size: BigInt(bytes),
    mode: MEMORY_FILE_MODE,
  };
  return { files: [...files, create(FileSchema, { type: REGULAR_FILE, id, reg })], id };
}
