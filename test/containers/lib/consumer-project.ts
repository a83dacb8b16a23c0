import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimePackageFolder } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { SPRINGDEMO } from '../../support/cdk/reference-scene';

export const LIMIT_MS = 8 * 60_000;

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

const CONFIGURATION = {
  compilerOptions: {
    ...{ target: 'es2022', module: 'nodenext', moduleResolution: 'nodenext', strict: true, types: ['node'] },
    ...{ resolveJsonModule: true, esModuleInterop: true, skipLibCheck: true },
  },
  include: ['*.ts'],
};

/** How a project is set up. */
export interface ProjectSetting {
  readonly type: 'commonjs' | 'module';
  /** More of its package.json. @default {} */
  readonly manifest?: object;
  /** Packages with versions, beside this one. */
  readonly packages: readonly string[];
}

/** An empty project of a team, which has installed this package from its archive. */
export class ConsumerProject {
  private readonly runner = new ProcessRunner();

  private constructor(public readonly folder: string) {}

  public static async create({ manifest, packages, type }: ProjectSetting): Promise<ConsumerProject> {
    const project = new ConsumerProject(mkdtempSync(join(tmpdir(), 'eks-crac-consumer-')));
    project.write('package.json', JSON.stringify({ name: 'acme', private: true, type, ...manifest }));
    project.write('tsconfig.json', JSON.stringify(CONFIGURATION));
    await project.run(['npm', 'pack', '--pack-destination', project.folder], packagePath('.'));
    await project.run(
      ['npm', 'pack', '--pack-destination', project.folder],
      packagePath(runtimePackageFolder('amd64')),
    );
    const archives = readdirSync(project.folder).filter((name) => name.endsWith('.tgz'));
    await project.install(...archives.map((name) => `./${name}`), ...packages);
    return project;
  }

  public install(...packages: readonly string[]): Promise<unknown> {
    return this.run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packages]);
  }

  public write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  public installed(): readonly string[] {
    return readdirSync(join(this.folder, 'node_modules'));
  }

  /** Compiles and runs code of a team that has a cluster; returns what it prints. */
  public async runOwnCluster(): Promise<string> {
    this.write('own-cluster.ts', WITHOUT_BLUEPRINTS);
    await this.run(['npx', 'tsc', '--outDir', 'out']);
    return (await this.run(['node', 'out/own-cluster.js'])).stdout;
  }

  /** Compiles and synthesises what a team writes; returns the template. */
  public async synthesise(): Promise<string> {
    this.write('app.ts', APP);
    this.write('release.json', JSON.stringify(SPRINGDEMO));
    mkdirSync(join(this.folder, 'customers'));
    this.write('customers/eks-crac.yaml', SPEC);
    await this.run(['npx', 'tsc', '--outDir', 'out']);
    const env = { CDK_OUTDIR: join(this.folder, 'cdk.out') };
    await this.runner.run(['node', 'out/app.js'], { cwd: this.folder, env, timeoutMs: LIMIT_MS });
    return readFileSync(join(this.folder, 'cdk.out', 'Acme.template.json'), 'utf8');
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(argv: readonly string[], cwd = this.folder) {
    return this.runner.run(argv, { cwd, timeoutMs: LIMIT_MS });
  }
}

/** Returns the versions with which this repository is developed. */
export function versions(...names: readonly string[]): string[] {
  const { devDependencies } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return names.map((name) => `${name}@${devDependencies[name] ?? ''}`);
}
