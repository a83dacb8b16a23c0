import { ListObjectsV2Command, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { IMAGES } from '../../../machine/images';
import { parseReleaseRecord, runtimePackageFolder } from '../../../contract';
import type { CaptureSpecInput, ReleaseRecord } from '../../../contract';
import { bundleStage } from '../../../scripts/bundle-stage';
import { ContainerRuntime } from '../../../stage/containers';
import { RegistryRepository } from '../../../releases/registry/registry';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { readRelease, releaseNames } from '../../../releases/records';
import { waitUntil } from '../../../kit/wait';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';
import { CliProcess } from '../../support/containers/cli-process';

const MINUTES = 60_000;
const REGISTRY = `localhost:${process.env['EKS_CRAC_REGISTRY_PORT'] ?? ''}`;
const NAME = `build-${randomBytes(4).toString('hex')}`;
const SOURCE = packagePath('examples/plain');
const Bucket = 'checkpoints';

const runner = new ProcessRunner();
const containers = new ContainerRuntime('docker', runner);
const repository = new RegistryRepository(`${REGISTRY}/${NAME}`);

let moto: MotoServer;
let folder: string;
let temporary: string;

beforeAll(async () => {
  moto = (await MotoServer.start()).adopt();
  folder = mkdtempSync(join(tmpdir(), 'eks-crac-bundle-'));
  temporary = mkdtempSync(join(tmpdir(), 'eks-crac-tmp-'));
  await bundleStage(join(folder, 'stage'));
  const layer = runtimePackageFolder(process.arch === 'arm64' ? 'arm64' : 'amd64');
  cpSync(packagePath(layer), join(folder, 'stage', layer), { recursive: true });
  const LocationConstraint = EMULATED.region;
  await new S3Client().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
}, 5 * MINUTES);

afterAll(async () => {
  for (const tag of await repository.tags()) {
    const manifest = await repository.manifest(tag);
    if (manifest !== undefined) await repository.deleteDigest(manifest.digest);
  }
  await containers.remove('image', ['localhost/eks-crac/stage-tools:1']);
  await moto.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(temporary, { recursive: true, force: true });
});

/** How CodeBuild starts the stage, with as much of AWS as the emulator provides. */
function stageCommand(record: string): readonly string[] {
  const sample = parse(readFileSync(join(SOURCE, 'eks-crac.yaml'), 'utf8')) as CaptureSpecInput;
  const spec: CaptureSpecInput = {
    ...sample,
    service: NAME,
    build: { ...sample.build, args: { BASE_IMAGE: IMAGES.jdk } },
    credentials: { roleArn: `arn:aws:iam::${EMULATED.account}:role/capture`, sessionSeconds: 60 },
    publish: { repository: repository.repository, s3: { bucket: Bucket, prefix: 'copies', region: EMULATED.region } },
  };
  const program = [process.execPath, join(folder, 'stage/stage.js')];
  return [...program, '--spec-json', JSON.stringify(spec), '--source', SOURCE, '--record', record];
}

const environment = () => ({ ...process.env, ...moto.environment, TMPDIR: temporary });

describe('the bundle on the plain sample', () => {
  let record: ReleaseRecord;
  let stderr: string;
  const file = () => join(folder, 'release.json');

  beforeAll(async () => {
    ({ stderr } = await new ProcessRunner(environment()).run(stageCommand(file()), { cwd: folder }));
    record = parseReleaseRecord(JSON.parse(readFileSync(file(), 'utf8')), file());
  }, 8 * MINUTES);

  test('writes the record of the release that is in the registry', async () => {
    expect(record).toMatchObject({ release: 'v1', service: NAME, repository: repository.repository });
    const { recordDigest, ...written } = record;
    expect(await readRelease(repository, 'v1')).toEqual(written);
    expect(recordDigest).toBe(await repository.digest('v1-record'));
    expect((await repository.manifest('v1-checkpoint'))?.digest).toBe(record.images.checkpoint.digest);
  });

  test('copies the checkpoint to the bucket', async () => {
    const prefix = `copies/${NAME}/v1`;
    expect(record.stores).toMatchObject([{ type: 'image' }, { type: 's3', bucket: Bucket, prefix }]);
    const { Contents } = await new S3Client().send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` }));
    const names = Contents?.map(({ Key }) => Key?.slice(prefix.length + 1));
    expect(names).toEqual(['checkpoint.pack']);
  });

  test('reports its steps as plain lines', () => {
    expect(stderr).toMatch(new RegExp(`^run ${record.run} of ${NAME}$`, 'm'));
    expect(stderr).toMatch(new RegExp(`^released v1 in ${repository.repository}, [0-9.]+ s in all$`, 'm'));
    expect(stderr).not.toMatch(/\u001b|ASIA[A-Z0-9]{16}/);
  });

  test('leaves nothing behind on the host', async () => {
    expect(readdirSync(temporary)).toEqual([]);
    expect(await containers.list('container', `eks-crac.run=${record.run}`)).toEqual([]);
  });

  test('the command line shows the same record', async () => {
    const argv = ['release', '--repository', repository.repository, '--json'];
    const { exitCode, stdout } = await CliProcess.start(argv, { cwd: folder, env: process.env }).ended();
    expect(exitCode).toBe(0);
    expect(stdout).toBe(readFileSync(file(), 'utf8'));
  });
});

test(
  'a build that is stopped cleans up, releases nothing, and says so',
  async () => {
    const file = join(folder, 'stopped.json');
    const before = await releaseNames(repository);
    const build = await new ProcessRunner(environment()).start(stageCommand(file), { cwd: folder });
    const underWay = waitUntil<string>({ timeoutMs: 4 * MINUTES, intervalMs: 100 }, () => {
      const [, id] = /^run (\S+) of [^]*warm/m.exec(build.output()) ?? [];
      return Promise.resolve(id === undefined ? { seen: build.output().slice(-500) } : { found: id });
    });
    const early = build.ended.then(() => Promise.reject(new Error(`it ended early:\n${build.output()}`)));
    early.catch(() => undefined);
    const run = await Promise.race([underWay, early]);
    process.kill(build.pid, 'SIGTERM');
    expect(await build.ended).toEqual({ kind: 'exited', exitCode: 130 });
    expect(build.output()).toMatch(
      /^error: the run was interrupted\n {2}→ nothing is left running and nothing was released; run it again$/m,
    );
    expect(existsSync(file)).toBe(false);
    expect(await releaseNames(repository)).toEqual(before);
    expect(await containers.list('container', `eks-crac.run=${run}`)).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  },
  5 * MINUTES,
);
