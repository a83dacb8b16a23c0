import { ConsumerProject, LIMIT_MS, versions } from './consumer-project';

/** Of the twelve lines of the README. */
const TYPES = ['AWS::EKS::Cluster', 'AWS::CodePipeline::Pipeline', 'AWS::EFS::FileSystem', 'AWS::S3::Bucket'];
/** Blueprints ask for exactly the version with which this repository is developed. */
const NEWEST_CDK = '2.276.0';

function expectWhole(template: string): void {
  for (const type of TYPES) expect(template).toContain(`"Type": "${type}"`);
  expect(template).toContain(String.raw`\\\"name\\\":\\\"Grace Hopper\\\"`);
}

describe('the package in an empty project of CommonJS modules', () => {
  let project: ConsumerProject;
  beforeAll(async () => {
    const packages = versions('aws-cdk-lib', 'constructs', 'typescript', '@types/node');
    project = await ConsumerProject.create({ type: 'commonjs', packages });
  }, LIMIT_MS);
  afterAll(() => project.remove());

  test(
    'needs no blueprints for a cluster that exists already',
    async () => {
      expect(project.installed()).not.toContain('@aws-quickstart');
      expect(await project.runOwnCluster()).toBe('m7a image criu\n');
    },
    LIMIT_MS,
  );

  test(
    'compiles and synthesises what a team writes',
    async () => {
      await project.install(...versions('@aws-quickstart/eks-blueprints', 'aws-cdk'));
      expectWhole(await project.synthesise());
    },
    LIMIT_MS,
  );
});

describe('the package in an empty project of ES modules on the newest CDK', () => {
  let project: ConsumerProject;
  beforeAll(async () => {
    // As docs/cluster.md has it.
    const overrides = { '@aws-quickstart/eks-blueprints': { 'aws-cdk-lib': '$aws-cdk-lib', 'aws-cdk': '$aws-cdk' } };
    project = await ConsumerProject.create({
      type: 'module',
      manifest: { overrides, dependencies: { 'aws-cdk-lib': NEWEST_CDK, 'aws-cdk': '2.1148.1' } },
      packages: versions('constructs', 'typescript', '@types/node', '@aws-quickstart/eks-blueprints'),
    });
  }, LIMIT_MS);
  afterAll(() => project.remove());

  test('compiles and runs', async () => expect(await project.runOwnCluster()).toBe('m7a image criu\n'), LIMIT_MS);

  test('compiles and synthesises', async () => expectWhole(await project.synthesise()), LIMIT_MS);
});
