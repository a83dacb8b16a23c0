/**
 * Modes of what may hold the memory of a service, or tells of it: its owner's alone. Whatever the umask, they give nobody
 * else a right.
 */
export const PRIVATE_FILE = { mode: 0o600 } as const;
export const PRIVATE_FOLDER = { recursive: true, mode: 0o700 } as const;
