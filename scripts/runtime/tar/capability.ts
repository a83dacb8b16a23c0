/** The name of file capabilities in the extended header of a tar archive, as Docker and GNU tar read it. */
export const CAPABILITY_HEADER = 'SCHILY.xattr.security.capability';

/** Numbers from linux/capability.h. */
const NUMBERS = { setpcap: 8, sys_ptrace: 19, checkpoint_restore: 40 } as const;
export type FileCapability = keyof typeof NUMBERS;

const REVISION_2 = 0x02000000;
const EFFECTIVE = 1;

/** The attribute `security.capability` (struct vfs_cap_data) for `+eip` of capabilities. */
export function capabilityAttribute(capabilities: readonly FileCapability[]): Buffer {
  const words = [0, 0];
  for (const capability of capabilities) {
    const number = NUMBERS[capability];
    const word = number >> 5;
    words[word] = ((words[word] ?? 0) | (1 << (number & 31))) >>> 0;
  }
  const attribute = Buffer.alloc(20);
  attribute.writeUInt32LE(REVISION_2 | EFFECTIVE, 0);
  words.forEach((word, index) => {
    // Permitted, then inheritable.
    attribute.writeUInt32LE(word, 4 + index * 8);
    attribute.writeUInt32LE(word, 8 + index * 8);
  });
  return attribute;
}
