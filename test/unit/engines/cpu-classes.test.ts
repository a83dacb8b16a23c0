import { captureJvmOptions, CPU_CLASSES, ENGINES } from '../../../engines';

const classes = Object.entries(CPU_CLASSES);

describe('CPU classes', () => {
  test.each(classes)('capture %s on one of its own families', (_name, { captureInstanceType, families }) => {
    expect(families).toContain(captureInstanceType.split('.')[0]);
  });

  test.each(classes)('have families of one generation and one vendor: %s', (_name, { architecture, families }) => {
    const generations = new Set(families.map((family) => family.replace(/^[a-z]/, '')));
    expect(generations.size).toBe(1);
    expect([...generations][0]?.endsWith('g')).toBe(architecture === 'arm64');
  });

  test('pass the features to the JVM of warp and crac, but not to that of criu and openj9', () => {
    const told = Object.values(ENGINES).filter((engine) =>
      captureJvmOptions(engine, 'generic').includes('-XX:CPUFeatures=generic'),
    );
    expect(told.map(({ type }) => type)).toEqual(['warp', 'crac']);
  });

  test('leave the choice to the JVM without features', () => {
    expect(captureJvmOptions(ENGINES.warp, undefined)).toEqual(ENGINES.warp.captureJvmOptions);
  });
});
