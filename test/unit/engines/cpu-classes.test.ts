import { captureJvmOptions, CPU_CLASSES, ENGINES } from '../../../engines';

const classes = Object.entries(CPU_CLASSES);

test.each(classes)('%s is captured on one of its own families', (_name, { captureInstanceType, families }) => {
  expect(families).toContain(captureInstanceType.split('.')[0]);
});

test.each(classes)('%s has families of one generation and one vendor', (_name, { architecture, families }) => {
  const generations = new Set(families.map((family) => family.replace(/^[a-z]/, '')));
  expect(generations.size).toBe(1);
  expect([...generations][0]?.endsWith('g')).toBe(architecture === 'arm64');
});

test('the JVM of warp and crac is told the features, that of criu and openj9 knows no such option', () => {
  const told = Object.values(ENGINES).filter((engine) =>
    captureJvmOptions(engine, 'generic').includes('-XX:CPUFeatures=generic'),
  );
  expect(told.map(({ type }) => type)).toEqual(['warp', 'crac']);
});

test('without features the JVM decides', () => {
  expect(captureJvmOptions(ENGINES.warp, undefined)).toEqual(ENGINES.warp.captureJvmOptions);
});
