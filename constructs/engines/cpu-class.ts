import { CPU_CLASS_LABEL, CPU_CLASSES, LOCAL_CPU_CLASS } from '../../engines';
import type { Architecture, CpuClassData } from '../../engines';
import { UsageError } from '../core/errors';

/** A CPU class of your own. */
export interface CpuClassProps {
  /** The value of the node label `eks-crac.io/cpu-class`: up to 40 of a-z, 0-9 and -. */
  readonly name: string;

  /** EC2 instance families of one microarchitecture, for example `['m7i', 'c7i']`. */
  readonly families: readonly string[];

  /**
   * The instance type of capture hosts that name none; its family must be in `families`, and no node may be of an older
   * one.
   */
  readonly captureInstanceType: string;

  /** `amd64` or `arm64`. */
  readonly architecture: Architecture;

  /**
   * The CPU features that the JVM may use: `native`, `generic` or hexadecimal masks as in `-XX:CPUFeatures`. This
   * narrows what compiled code uses; it never widens the set of nodes on which a checkpoint may be restored.
   *
   * @default - all features of the capture host
   */
  readonly features?: string;
}

const FAMILY = /^[a-z][a-z0-9]*[0-9][a-z0-9]*$/;

/**
 * The set of node types on which a checkpoint may be restored. It determines the JVM's CPU option, the capture host and
 * the requirements of the NodePool.
 */
export class CpuClass {
  /** Intel Sapphire Rapids: m7i, c7i and r7i. */
  public static m7i(): CpuClass {
    return new CpuClass(CPU_CLASSES.m7i);
  }

  /** AMD Zen 4: m7a, c7a and r7a. */
  public static m7a(): CpuClass {
    return new CpuClass(CPU_CLASSES.m7a);
  }

  /** AWS Graviton3: m7g, c7g and r7g. */
  public static m7g(): CpuClass {
    return new CpuClass(CPU_CLASSES.m7g);
  }

  /** AWS Graviton4: m8g, c8g and r8g. */
  public static m8g(): CpuClass {
    return new CpuClass(CPU_CLASSES.m8g);
  }

  /** Other families. You are responsible for checking that a checkpoint captured on one runs on all of them. */
  public static of(props: CpuClassProps): CpuClass {
    validateName(props.name);
    validateFamilies(props);
    return new CpuClass(props);
  }

  /** The value of the node label. */
  public readonly name: string;
  /** `amd64` or `arm64`. */
  public readonly architecture: string;
  /** The EC2 instance families of its nodes. */
  public readonly families: readonly string[];
  /** The instance type of the capture host. */
  public readonly captureInstanceType: string;
  /** The value of the JVM option `-XX:CPUFeatures`. */
  public readonly features?: string;

  private constructor(data: CpuClassData) {
    this.name = data.name;
    this.architecture = data.architecture;
    this.families = [...data.families];
    this.captureInstanceType = data.captureInstanceType;
    if (data.features !== undefined) this.features = data.features;
  }

  /** The label on nodes of the class, selected by pods of its releases. */
  public get nodeLabels(): Record<string, string> {
    return { [CPU_CLASS_LABEL]: this.name };
  }
}

function validateName(name: string): void {
  if (/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name) && name !== LOCAL_CPU_CLASS) return;
  throw new UsageError(
    'invalid-prop',
    `\`name\` of a CPU class must be up to 40 of a-z, 0-9 and -, and not '${LOCAL_CPU_CLASS}', got: ${JSON.stringify(name)}`,
  );
}

function validateFamilies({ captureInstanceType, families, name }: CpuClassProps): void {
  if (families.length === 0) {
    throw new UsageError('invalid-prop', `\`families\` of CPU class '${name}' must have at least 1 entry, got: []`);
  }
  const wrong = families.find((family) => !FAMILY.test(family));
  if (wrong !== undefined) {
    throw new UsageError(
      'invalid-prop',
      `\`families\` of CPU class '${name}' must be EC2 instance families such as m7i, without a size, got: ${JSON.stringify(wrong)}`,
    );
  }
  const [family = ''] = captureInstanceType.split('.');
  if (families.includes(family) && /^[^.]+\.[a-z0-9-]+$/.test(captureInstanceType)) return;
  throw new UsageError(
    'invalid-prop',
    `\`captureInstanceType\` of CPU class '${name}' must be a type of ${families.join(', ')}, got: ${JSON.stringify(captureInstanceType)}; a checkpoint is restored only where it could have been captured`,
  );
}
