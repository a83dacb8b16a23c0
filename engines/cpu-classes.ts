/** The architectures for which images exist, as OCI names them. */
export type Architecture = 'amd64' | 'arm64';

/**
 * A set of node types on which a checkpoint may be restored. Compiled code and saved registers depend on the CPU, so a
 * class lists families of one microarchitecture, and the capture runs on one of them.
 */
export interface CpuClassData {
  /** The value of the label `eks-crac.io/cpu-class` that its nodes carry. */
  readonly name: string;
  readonly architecture: Architecture;
  /** EC2 instance families whose nodes are admitted. */
  readonly families: readonly string[];
  /** The EC2 instance type of the capture host: one of the families. */
  readonly captureInstanceType: string;
  /** What a JDK that can be told may use, as in `-XX:CPUFeatures`; the JVM's own choice if left out. */
  readonly features?: string;
  /** Whether the CPU has AMX, whose register state old versions of CRIU cannot dump. */
  readonly amx: boolean;
}

export const CPU_CLASS_LABEL = 'eks-crac.io/cpu-class';

/** The class of a rehearsal: whatever this machine is. It asks for no label. */
export const LOCAL_CPU_CLASS = 'local';

/**
 * The classes that are declared ready to use, each one generation of one vendor. Families of one generation share the
 * microarchitecture; burstable and flex families do not promise one.
 */
export const CPU_CLASSES = {
  // Intel Sapphire Rapids
  m7i: cpuClass('m7i', 'amd64', ['m7i', 'c7i', 'r7i'], true),
  // AMD EPYC 9R14, Zen 4
  m7a: cpuClass('m7a', 'amd64', ['m7a', 'c7a', 'r7a'], false),
  // Graviton3
  m7g: cpuClass('m7g', 'arm64', ['m7g', 'c7g', 'r7g'], false),
  // Graviton4
  m8g: cpuClass('m8g', 'arm64', ['m8g', 'c8g', 'r8g'], false),
} as const satisfies Readonly<Record<string, CpuClassData>>;

function cpuClass(name: string, architecture: Architecture, families: readonly string[], amx: boolean): CpuClassData {
  return { name, architecture, families, captureInstanceType: `${name}.large`, amx };
}
