/** The architectures that images are built for, in OCI notation. */
export type Architecture = 'amd64' | 'arm64';

/**
 * A set of node types on which a checkpoint may be restored. Compiled code and saved registers depend on the CPU, so a
 * class lists instance families of one microarchitecture, and the capture runs on one of them.
 */
export interface CpuClassData {
  /** The value of the node label `eks-crac.io/cpu-class`. */
  readonly name: string;
  readonly architecture: Architecture;
  /** EC2 instance families allowed as nodes. */
  readonly families: readonly string[];
  /** The EC2 instance type of the capture host, from one of the families. */
  readonly captureInstanceType: string;
  /** CPU features for `-XX:CPUFeatures`, on JDKs that support it; chosen by the JVM if omitted. */
  readonly features?: string;
  /** What its hosts' CPU is, as `processorOf` says it; not compared if omitted. */
  readonly processor?: string;
}

export const CPU_CLASS_LABEL = 'eks-crac.io/cpu-class';

/** The class of local runs: the CPU of this machine. It requires no node label. */
export const LOCAL_CPU_CLASS = 'local';

/**
 * The predefined classes, each one generation of one vendor. Families of one generation share the microarchitecture;
 * burstable and flex families do not guarantee one.
 */
export const CPU_CLASSES = {
  // Intel Sapphire Rapids
  m7i: cpuClass('m7i', 'amd64', ['m7i', 'c7i', 'r7i'], 'GenuineIntel family 6 model 143'),
  // AMD EPYC 9R14, Zen 4
  m7a: cpuClass('m7a', 'amd64', ['m7a', 'c7a', 'r7a'], 'AuthenticAMD family 25 model 17'),
  // Graviton3, Neoverse V1
  m7g: cpuClass('m7g', 'arm64', ['m7g', 'c7g', 'r7g'], 'implementer 0x41 part 0xd40'),
  // Graviton4, Neoverse V2
  m8g: cpuClass('m8g', 'arm64', ['m8g', 'c8g', 'r8g'], 'implementer 0x41 part 0xd4f'),
} as const satisfies Readonly<Record<string, CpuClassData>>;

function cpuClass(
  name: string,
  architecture: Architecture,
  families: readonly string[],
  processor: string,
): CpuClassData {
  return { name, architecture, families, captureInstanceType: `${name}.large`, processor };
}
