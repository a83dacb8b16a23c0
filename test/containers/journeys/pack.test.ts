import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import type { RehearsalReport } from '../../../cli/rehearsal/report';
import { runtimePackageFolder } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import type { RunResult } from '../../../kit/process';
import { leftovers } from '../../support/containers/leftovers';
import { Scene, SCENE_VARIABLE } from '../../support/containers/scene';
import { readRecord } from './released-images';

const MINUTES = 60_000;

/** Code of a user of the package; the expected error shows that the types are not `any`. */
const CONSUMER = `
import { parseCaptureSpec, parseReleaseRecord } from 'eks-crac/contract';
import type { CaptureSpec, ReleaseRecord } from 'eks-crac/contract';

const spec: CaptureSpec = parseCaptureSpec({}, 'here');
const record: ReleaseRecord = parseReleaseRecord({}, 'here');
export const port: number = spec.run.port;
// @ts-expect-error a port is a number
export const text: string = record.pod.port;
`;

describe('the package, installed elsewhere', () => {
  const scene = new Scene();
  const folder = join(scene.folder, 'consumer');
  const installed = join(folder, 'node_modules/eks-crac');
  const service = join(scene.folder, 'service');

  beforeAll(async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    await install('.', /^eks-crac-\d.*\.tgz$/);
    cpSync(packagePath('examples/plain'), service, { recursive: true });
    const spec = parse(readFileSync(join(service, 'eks-crac.yaml'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(service, 'eks-crac.yaml'), JSON.stringify({ ...spec, service: scene.service }));
  }, 3 * MINUTES);

  afterAll(() => scene.dispose());

  /** Packs one of our packages and installs it; registries know none of them. */
  async function install(path: string, tarball: RegExp): Promise<void> {
    await run(['npm', 'pack', '--pack-destination', scene.folder], packagePath(path));
    const name = readdirSync(scene.folder).find((file) => tarball.test(file)) ?? '';
    await run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', join(scene.folder, name)]);
  }

  const rehearse = () =>
    run([
      'npx',
      '--no-install',
      'eks-crac',
      'rehearse',
      '--spec',
      '../service/eks-crac.yaml',
      '--yes',
      '--runs',
      '1',
      '--json',
    ]);

  function run(argv: readonly string[], cwd = folder): Promise<RunResult> {
    return new ProcessRunner(environment(scene)).run(argv, { cwd, timeoutMs: 3 * MINUTES });
  }

  test('contains what the program needs, and no sources', () => {
    const files = filesBelow(installed);
    const sources = (room: string) => filesBelow(packagePath(room)).map((path) => `${room}/${path}`);
    expect(files).toEqual(
      expect.arrayContaining([
        ...['LICENSE', 'README.md', 'package.json', 'contract/capture-spec.schema.json', 'dist/bin/eks-crac.js'],
        ...['dist/contract/index.js', 'dist/contract/index.d.ts', 'stage/sandbox/credential-endpoint'],
        ...sources('machine/images'),
        ...sources('stage/sandbox').filter((path) => path.endsWith('.Dockerfile')),
      ]),
    );
    expect(files.filter((path) => /(^|\/)(test|examples|bench|target|\.ci)\/|\.i?test\./.test(path))).toEqual([]);
    expect(files.filter((path) => /\.ts$/.test(path) && !path.endsWith('.d.ts') && path.startsWith('dist/'))).toEqual(
      [],
    );
  });

  test('brings the command', async () => {
    const { stderr, stdout } = await run(['npx', '--no-install', 'eks-crac', '--help']);
    expect(stdout).toMatch(/^Usage: eks-crac \[options\] \[command\]/);
    expect(stdout).toMatch(/^ {2}rehearse \[options\]/m);
    expect(stderr).not.toMatch(/error/i);
  });

  test(
    'brings the types of the contract',
    async () => {
      writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
      const options = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext'];
      const compiler = packagePath('node_modules/typescript/bin/tsc');
      await run([process.execPath, compiler, ...options, '--ignoreConfig', 'consumer.ts']);
      const schema = await run([process.execPath, '-p', 'require.resolve("eks-crac/schema/capture-spec.json")']);
      expect(schema.stdout.trim()).toBe(join(installed, 'contract/capture-spec.schema.json'));
    },
    MINUTES,
  );

  test('names the package of the runtime layer that is missing', async () => {
    const message = `the package @eks-crac/runtime-linux-amd64, which has the runtime layer for images of linux/amd64, is not installed
  → npm install @eks-crac/runtime-linux-amd64@${version()}`;
    await expect(rehearse()).rejects.toMatchObject({ exitCode: 4, stderr: expect.stringContaining(message) as string });
  });

  test(
    'with the runtime layer rehearses a service that lives outside of the repository',
    async () => {
      await install(runtimePackageFolder('amd64'), /^eks-crac-runtime-linux-amd64-.*\.tgz$/);
      const { stdout } = await rehearse();
      const { release } = JSON.parse(stdout) as RehearsalReport;
      expect(release).toMatchObject({ service: scene.service, repository: scene.repository.repository });
      expect((await readRecord(scene.repository, release.name)).service).toBe(scene.service);
      expect(await leftovers(scene.containers, scene.state, { scene: scene.id, runs: [] })).toEqual([]);
    },
    3 * MINUTES,
  );
});

/** The tests may be run by npm, whose variables would lead a nested npm back to this repository. */
function environment(scene: Scene): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_)|npm_config_(local_)?prefix$|INIT_CWD$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(own), EKS_CRAC_STATE: scene.state.path, [SCENE_VARIABLE]: scene.id };
}

function version(): string {
  return (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { readonly version: string }).version;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
