/** Memory with neighbouring addresses. */
export interface MemoryStretch {
  /** Yields the bytes in pieces; one is valid until the next. */
  readonly bytes: () => Iterable<Uint8Array>;
  /** What lies at an offset, such as `its environment`. */
  readonly nameAt: (offset: number) => string;
}

export interface ProcessMemory {
  readonly pid: number;
  readonly stretches: readonly MemoryStretch[];
}

/** The memory that a checkpoint brings back. */
export interface CheckpointMemory {
  /** Names of files in the checkpoint folder that hold this memory and nothing else. */
  readonly files: readonly string[];
  readonly processes: readonly ProcessMemory[];
}
