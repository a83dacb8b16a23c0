/** The rooms of the house, from the bottom up. A room imports from rooms below it alone, types included. */
const FLOORS = [
  ['contract'],
  ['engines', 'kit', 'knowledge'],
  ['releases'],
  ['lambda', 'manifests', 'stage'],
  ['constructs', 'machine'],
  ['lib', 'cli'],
  ['bin', 'scripts'],
  ['bench'],
];

const anyOf = (rooms) => `^(${rooms.join('|')})/`;

/** Rooms of one floor know nothing of each other. */
const upwards = FLOORS.flatMap((floor, index) =>
  floor.map((room) => ({
    name: `${room}-imports-from-below`,
    severity: 'error',
    from: { path: anyOf([room]) },
    to: {
      path: anyOf(
        FLOORS.slice(index)
          .flat()
          .filter((other) => other !== room),
      ),
    },
  })),
);

export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...upwards,
    // The CDK half and the half that runs meet in the contract and in the engines' data.
    {
      name: 'constructs-know-the-stage-by-its-bundle',
      severity: 'error',
      from: { path: anyOf(['constructs', 'lib']) },
      to: { path: anyOf(['kit', 'lambda', 'releases', 'stage', 'machine', 'cli']) },
    },
    {
      name: 'the-stage-renders-no-manifests',
      severity: 'error',
      from: { path: anyOf(['stage', 'machine']) },
      to: { path: anyOf(['manifests', 'constructs']) },
    },
    {
      name: 'the-bundle-holds-what-a-build-needs',
      severity: 'error',
      from: { path: '^bin/stage\\.ts$' },
      to: { path: '^(machine|manifests|cli/rehearsal)/', reachable: true },
    },
    {
      name: 'an-engine-sees-its-capture-session-alone',
      severity: 'error',
      from: { path: '^stage/engines/' },
      to: { path: '^stage/(?!engines/|containers/)' },
    },
    {
      name: 'steps-are-one-folder-each',
      severity: 'error',
      from: { path: '^stage/steps/([^/]+)/' },
      to: { path: '^stage/steps/[^/]+/', pathNot: ['^stage/steps/$1/', '^stage/steps/ready/ready\\.ts$'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    includeOnly: anyOf(FLOORS.flat()),
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
