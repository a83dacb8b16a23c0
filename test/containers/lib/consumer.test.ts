import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimePackageFolder } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { SPRINGDEMO } from '../../support/cdk/reference-scene';

const MINUTES = 60_000;
const LIMIT_MS = 8 * MINUTES;

/** Code of a platform team: the sketch of the README, with names of its own project. */
const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  CaptureSpec, CheckpointBucket, CheckpointFileSystem, CheckpointPipeline, CheckpointStore, CpuClass,
  Release, RestoredWorkload, ServiceSource,
} from 'eks-crac';
import { CheckpointCluster } from 'eks-crac/cluster';
import record from './release.json';

const connectionArn = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/00000000-0000-0000-0000-000000000000';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Acme', { env: { account: '111122223333', region: 'eu-west-1' } });
const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
const fs = new CheckpointFileSystem(stack, 'FileSystem', { vpc });
const { bucket } = new CheckpointBucket(stack, 'Bucket');

const cpuClass = CpuClass.m7a();
const cluster = new CheckpointCluster(stack, 'Cluster', { vpc, cpuClass });
new CheckpointPipeline(stack, 'Pipeline', {
  vpc,
  cpuClass,
  source: ServiceSource.codeConnection({ repository: 'acme/customers', branch: 'main', connectionArn }),
  spec: CaptureSpec.fromFile('customers/eks-crac.yaml', { env: { BUCKET: bucket.bucketName } }),
  stores: [CheckpointStore.image(), CheckpointStore.fileSystem(fs), CheckpointStore.bucket(bucket)],
});
new RestoredWorkload(stack, 'Customers', { cluster, release: Release.fromRecord(record), store: CheckpointStore.image() });
app.synth();
`;

/** The spec of the service team, next to its Dockerfile. */
const SPEC = `
version: 1
service: customers
run: { port: 8080, cpu: 1, memoryMiB: 1024 }
readiness: { path: /actuator/health/readiness }
warmUp:
  requests:
    - { method: POST, path: /api/customers, json: { name: Grace Hopper }, status: 201 }
    - path: /api/customers
`;

/** A team with an existing cluster needs no blueprints. */
const WITHOUT_BLUEPRINTS = `
import { CaptureSpec, CheckpointStore, CpuClass } from 'eks-crac';
import type { CaptureSpecFields } from 'eks-crac';

const fields: CaptureSpecFields = {
  service: 'customers',
  run: { port: 8080 },
  readiness: { path: '/ready' },
  warmUp: { requests: [{ path: '/' }] },
};

console.log(CpuClass.m7a().name, CheckpointStore.image().type, CaptureSpec.of(fields).engine);
`;

describe('the package in an empty project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-consumer-'));
  const runner = new ProcessRunner();
  const run = (argv: readonly string[], cwd = folder) => runner.run(argv, { cwd, timeoutMs: LIMIT_MS });

  beforeAll(async () => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'acme', private: true }));
    writeFileSync(join(folder, 'release.json'), JSON.stringify(SPRINGDEMO));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIGURATION));
    writeFileSync(join(folder, 'own-cluster.ts'), WITHOUT_BLUEPRINTS);
    await run(['npm', 'pack', '--pack-destination', folder], packagePath('.'));
    await run(['npm', 'pack', '--pack-destination', folder], packagePath(runtimePackageFolder('amd64')));
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    await install(
      ...tarballs.map((name) => `./${name}`),
      ...versions('aws-cdk-lib', 'constructs', 'typescript', '@types/node'),
    );
  }, LIMIT_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function install(...packages: readonly string[]): Promise<void> {
    await run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packages]);
  }

  test(
    'needs no blueprints for a cluster that exists already',
    async () => {
      expect(readdirSync(join(folder, 'node_modules'))).not.toContain('@aws-quickstart');
      await run(['npx', 'tsc', '--outDir', 'out']);
      expect((await run(['node', 'out/own-cluster.js'])).stdout).toBe('m7a image criu\n');
    },
    LIMIT_MS,
  );

  test(
    'compiles and synthesises what a team writes',
    async () => {
      await install(...versions('@aws-quickstart/eks-blueprints', 'aws-cdk'));
      writeFileSync(join(folder, 'app.ts'), APP);
      mkdirSync(join(folder, 'customers'));
      writeFileSync(join(folder, 'customers', 'eks-crac.yaml'), SPEC);
      await run(['npx', 'tsc', '--outDir', 'out']);
      await runner.run(['node', 'out/app.js'], {
        cwd: folder,
        env: { CDK_OUTDIR: join(folder, 'cdk.out') },
        timeoutMs: LIMIT_MS,
      });
      const template = readFileSync(join(folder, 'cdk.out', 'Acme.template.json'), 'utf8');
      for (const type of [
        'AWS::EKS::Cluster',
        'AWS::CodePipeline::Pipeline',
        'AWS::EFS::FileSystem',
        'AWS::S3::Bucket',
      ])
        expect(template).toContain(`"Type": "${type}"`);
      expect(template).toContain(String.raw`\\\"name\\\":\\\"Grace Hopper\\\"`);
    },
    LIMIT_MS,
  );
});

const CONFIGURATION = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: ['node'] },
    ...{ resolveJsonModule: true, esModuleInterop: true, skipLibCheck: true },
  },
  include: ['*.ts'],
};

/** Returns the versions with which this repository is developed. */
function versions(...names: readonly string[]): string[] {
  const { devDependencies } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return names.map((name) => `${name}@${devDependencies[name] ?? ''}`);
}
