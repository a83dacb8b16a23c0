import fc from 'fast-check';
import type { Bytes, Case, Placed, Thing } from './case';
import { manifest, NAMED } from './manifests';

const text = fc.string({
  unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
});

const RESTORED = '{"state":"restored","milliseconds":{"hooks":1.5},"failures":[],"warnings":[]}';

/** Values that each variable of `start` has where it is well set, and values that must not matter. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  EKS_CRAC_MODE: ['', 'Cold', 'cold'],
  EKS_CRAC_RELEASE: ['v7', '"\\\n\x01\x7f', '\xff\xc3', 'x'.repeat(5000)],
  EKS_CRAC_PORT: ['8080', '0', '65536', '1', ' 1'],
  EKS_CRAC_LISTEN_SECONDS: ['1', '86401', 'x'],
  EKS_CRAC_GUARD_SECONDS: ['1', '-1', 'x'],
  EKS_CRAC_JAVA_PROPERTIES: ['a=b', 'a=b\nc="d\'e"\n\n', '\n'.repeat(100), 'x=y\n'.repeat(2000)],
  EKS_CRAC_SEEDED: ['/volume', '/volume:/absent', ':::', '/'.repeat(5000), 'volume'],
  EKS_CRAC_GUARD: ['/guard', '/guard', '/guard', '/guard/none', 'guard', '/dev/null', `/${'g'.repeat(3000)}`],
  JDK_JAVA_OPTIONS: ['-Xmx64m', '-javaagent:/x.jar -Da="b c"', '\xff', `-D${'x'.repeat(6000)}`, '-Da '.repeat(900)],
  JAVA_TOOL_OPTIONS: ['', '\t\n -Xint'],
};

const setting = fc
  .constantFrom(...Object.keys(SETTINGS))
  .chain((name) =>
    fc
      .oneof(
        { weight: 6, arbitrary: fc.constantFrom(...(SETTINGS[name] ?? [])) },
        { weight: 1, arbitrary: text.filter((value) => !value.startsWith('/')) },
      )
      .map((value) => `${name}=${value}`),
  );

const other = fc.oneof(
  fc.tuple(text, text).map((words) => words.join('=')),
  fc.constantFrom(
    '',
    '=',
    '=x',
    'none',
    'EKS_CRAC_PORT',
    'LD_PRELOAD=/absent.so',
    'PATH=',
    'A=\n\n',
    `B=${'b'.repeat(60_000)}`,
  ),
);

const deadline = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('300', '400') },
  { weight: 1, arbitrary: fc.constantFrom('1', '20') },
  { weight: 1, arbitrary: fc.constantFrom('', '0', 'x', '99999999999999999999') },
);

const environment: fc.Arbitrary<Bytes[]> = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant('r1') }, { weight: 1, arbitrary: text }),
    deadline,
    fc.uniqueArray(setting, { maxLength: 4, selector: (entry) => entry.split('=')[0] }),
    fc.array(other, { maxLength: 2 }),
  )
  .map(([run, most, settings, others]) => [
    ...[`EKS_CRAC_RUN=${run}`, `EKS_CRAC_DEADLINE_MS=${most}`, ...settings],
    ...others.filter((entry) => !entry.startsWith('EKS_CRAC_')),
  ]);

const thing: fc.Arbitrary<Thing> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('', 'x'), fc.constantFrom(0o644, 0o000, 0o4755))
      .map(([bytes, mode]): Thing => ({ kind: 'file', bytes, mode })),
  },
  { weight: 3, arbitrary: fc.constant<Thing>({ kind: 'folder' }) },
  { weight: 3, arbitrary: fc.constantFrom('loop', 'x', 'b', '.').map((target): Thing => ({ kind: 'link', target })) },
  { weight: 1, arbitrary: fc.constant<Thing>({ kind: 'pipe' }) },
);

/** Something in the folders that manifests name, in the image or in the place of its originals and of the store's files. */
const placed: fc.Arbitrary<Placed> = fc
  .tuple(
    fc.constantFrom('', '', '/store', '/store/opt/eks-crac/image', '/opt/eks-crac/image'),
    fc.constantFrom(...NAMED),
    fc.constantFrom('x', 'y', 'a', 'b', 'loop'),
    thing,
  )
  .map(([root, folder, name, what]) => ({ path: `${root}${folder}/${name}`, thing: what }));

const pages = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.constant<Placed[]>([
      { path: 'pages-1.img', thing: { kind: 'file', bytes: 'x'.repeat(4096), mode: 0o644 } },
      { path: 'core-301.img', thing: { kind: 'file', bytes: 'core', mode: 0o644 } },
      { path: 'folder', thing: { kind: 'folder' } },
    ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<Thing>({ kind: 'pipe' }, { kind: 'folder' }, { kind: 'link', target: 'core-301.img' })
      .map((core): Placed[] => [{ path: 'core-301.img', thing: core }]),
  },
);

const does = fc.oneof(
  { weight: 16, arbitrary: fc.constant('restore') },
  { weight: 3, arbitrary: fc.constantFrom('fail', 'nothing', 'crash', 'leave') },
  { weight: 1, arbitrary: fc.constantFrom('hang', 'stay') },
);

export const cases: fc.Arbitrary<Case> = fc
  .record({
    manifest,
    store: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    environment,
    command: fc.oneof(
      { weight: 20, arbitrary: fc.constant('/bin/service') },
      { weight: 1, arbitrary: fc.constantFrom('/bin/absent', '/bin') },
    ),
    does,
    report: fc.oneof(
      { weight: 6, arbitrary: fc.constant(RESTORED) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('', '{"state":"failed"}', '\xff"', '{"state":"restored","warnings":["w"]}'),
      },
    ),
    placed: fc.array(placed, { maxLength: 5 }),
    pages,
  })
  .map(({ pages: images, placed: others, ...rest }) => {
    const checkpoint = rest.store ? '/store/opt/eks-crac/checkpoint' : '/opt/eks-crac/checkpoint';
    const own = images.map((image) => ({ ...image, path: `${checkpoint}/${image.path}` }));
    return { ...rest, placed: [...own, ...others] };
  });
