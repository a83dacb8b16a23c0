import { CpuClass } from '../../../../constructs';
import type { CpuClassProps } from '../../../../constructs';
import { validateCapture, validateKernel } from '../../../../constructs/engines/engine-fit';
import { captureJvmOptions, ENGINES } from '../../../../engines';

const OWN: CpuClassProps = {
  name: 'zen5',
  families: ['m8a', 'c8a'],
  captureInstanceType: 'm8a.large',
  architecture: 'amd64',
};

describe('an engine', () => {
  test.each([ENGINES.criu, ENGINES.warp, ENGINES.crac])('$type is accepted on every class', (engine) => {
    for (const cpuClass of [CpuClass.m7i(), CpuClass.m7a(), CpuClass.m7g(), CpuClass.m8g()])
      expect(() => validateCapture(engine, cpuClass)).not.toThrow();
  });

  test('is rejected without a JDK for the architecture, before any other check', () => {
    expect(() => validateCapture(ENGINES.openj9, CpuClass.m7g())).toThrow(
      new Error(
        "engine 'openj9' has no JDK for arm64, the architecture of CPU class 'm7g'; choose a class of amd64 or another engine",
      ),
    );
  });

  test.each(['6.2', '6.12', '7.0'])('is rejected on a kernel older than %s', (minimumKernel) => {
    const host = { host: 'the capture host has', version: '6.1' };
    expect(() => validateKernel({ ...ENGINES.warp, minimumKernel }, host)).toThrow(
      new Error(
        `engine 'warp' needs Linux ${minimumKernel} or newer, and the capture host has 6.1; choose another engine`,
      ),
    );
  });

  test.each(['4.14', '5.10', '6.1'])('is accepted on the kernel %s', (minimumKernel) => {
    const host = { host: 'the capture host has', version: '6.1' };
    expect(() => validateKernel({ ...ENGINES.warp, minimumKernel }, host)).not.toThrow();
  });

  test('is rejected with features that its JVM does not support', () => {
    const cpuClass = CpuClass.of({ ...OWN, features: 'generic' });
    expect(() => validateCapture(ENGINES.criu, cpuClass)).toThrow(
      new Error(
        "engine 'criu' does not support `features`, got: \"generic\" of CPU class 'zen5'; drop `features` or choose engine 'warp'",
      ),
    );
  });

  test('passes the features of the class to the JVM of warp', () => {
    const cpuClass = CpuClass.of({ ...OWN, features: 'generic' });
    expect(captureJvmOptions(ENGINES.warp, cpuClass.features)).toContain('-XX:CPUFeatures=generic');
    expect(captureJvmOptions(ENGINES.warp, CpuClass.of(OWN).features).join(' ')).not.toContain('CPUFeatures');
  });

  test('restores on nodes with the label of the class', () => {
    expect(CpuClass.of(OWN).nodeLabels).toEqual({ 'eks-crac.io/cpu-class': 'zen5' });
  });

  test.each<[Partial<CpuClassProps>, string]>([
    [{ name: 'Zen5' }, '`name` of a CPU class must be up to 40 of a-z, 0-9 and -, and not \'local\', got: "Zen5"'],
    [{ name: 'local' }, '`name` of a CPU class must be up to 40 of a-z, 0-9 and -, and not \'local\', got: "local"'],
    [{ families: [] }, "`families` of CPU class 'zen5' must have at least 1 entry, got: []"],
    [
      { families: ['m8a.large'] },
      '`families` of CPU class \'zen5\' must be EC2 instance families such as m7i, without a size, got: "m8a.large"',
    ],
    [
      { captureInstanceType: 'm7a.large' },
      '`captureInstanceType` of CPU class \'zen5\' must be a type of m8a, c8a, got: "m7a.large"; a checkpoint is restored only where it could have been captured',
    ],
    [
      { captureInstanceType: 'm8a' },
      '`captureInstanceType` of CPU class \'zen5\' must be a type of m8a, c8a, got: "m8a"; a checkpoint is restored only where it could have been captured',
    ],
  ])('has no CPU class %j, which is rejected', (change, text) => {
    expect(() => CpuClass.of({ ...OWN, ...change })).toThrow(new Error(text));
  });
});
