import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn } from '../../../stage/codebuild/container-login';
import { IMAGES } from '../../../machine/images';
import { EcrRegistry } from '../../../releases/registry/ecr-registry';
import { ContainerRuntime } from '../../../stage/containers';
import { RegistryRepository } from '../../../releases/registry/registry';
import { ProcessRunner } from '../../../kit/process';
import { claimReleaseNumber } from '../../../stage/steps/stores/release-number';
import { RECORD_TYPE, readRelease, releaseNames } from '../../../releases/records';
import { Run } from '../../../stage/run/run';
import { StateFolder } from '../../../stage/run/state-folder';
import { EMULATED, MotoServer } from '../../support/aws/moto-server';
import { RegistryWithLogin } from '../../support/aws/registry-with-login';
import { failureOf } from '../../support/unit-failure';
import { RECORD } from '../../support/unit-release-record';

const MINUTES = 60_000;
const NAME = `ecr-${randomBytes(4).toString('hex')}`;
const URI = `${EMULATED.account}.dkr.ecr.${EMULATED.region}.amazonaws.com/${NAME}`;

let moto: MotoServer;
let registry: RegistryWithLogin;
let ecr: EcrRegistry;
let folder: string;
let published: RegistryRepository;

describe('ECR', () => {
  beforeAll(async () => {
    moto = (await MotoServer.start()).adopt();
    folder = mkdtempSync(join(tmpdir(), 'eks-crac-ecr-'));
    ecr = EcrRegistry.of(URI)!;
    // The ECR host name leads to AWS, so the repository is accessed at the stand-in's address; the login comes from the
    // emulator.
    const behind = `127.0.0.1:${process.env['EKS_CRAC_REGISTRY_PORT'] ?? ''}`;
    registry = await RegistryWithLogin.start(behind, 'AWS', await ecr.password());
    published = ecr.repository(`${registry.host}/${NAME}`);
    await new ECRClient().send(new CreateRepositoryCommand({ repositoryName: NAME }));
  }, 5 * MINUTES);

  afterAll(async () => {
    const direct = new RegistryRepository(`localhost:${process.env['EKS_CRAC_REGISTRY_PORT'] ?? ''}/${NAME}`);
    for (const tag of await direct.tags()) {
      const manifest = await direct.manifest(tag);
      if (manifest !== undefined) await direct.deleteDigest(manifest.digest);
    }
    await registry.stop();
    await moto.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('closes the registry without a login, and the failure says so', async () => {
    const { code, message } = await failureOf(new RegistryRepository(`${registry.host}/${NAME}`).tags());
    expect(code).toBe('publish-failed');
    expect(message).toBe(
      `registry answered 401 to GET http://${registry.host}/v2/${NAME}/tags/list?n=1000: Not Authorized`,
    );
  });

  test(
    'lets docker push and pull with the login, which is kept in the folder of the build only',
    async () => {
      const config = join(folder, 'docker');
      const runner = new ProcessRunner({ ...process.env, DOCKER_CONFIG: config });
      const containers = new ContainerRuntime('docker', runner);
      const image = `${registry.host}/${NAME}:candidate-1`;
      await containers.tag(IMAGES.tools, image);
      try {
        await expect(containers.push(image)).rejects.toThrow(/no basic auth credentials|unauthorized|Not Authorized/i);
        await logIn(runner, { host: registry.host, password: () => ecr.password() }, new AbortController().signal);
        await containers.push(image);
        await containers.pull(image);
        expect(registry.requests).toContain(`PUT /v2/${NAME}/manifests/candidate-1 201`);
        const known = JSON.parse(readFileSync(join(config, 'config.json'), 'utf8')) as { auths: object };
        expect(Object.keys(known.auths)).toEqual([registry.host]);
        const own = join(process.env['HOME'] ?? '', '.docker/config.json');
        expect(existsSync(own) ? readFileSync(own, 'utf8') : '').not.toContain(registry.host);
      } finally {
        await containers.remove('image', [image]);
      }
      expect((await published.manifest('candidate-1'))?.digest).toMatch(/^sha256:/);
    },
    2 * MINUTES,
  );

  test('claims numbers, tags proven digests and writes records, though no tag can be moved', async () => {
    const state = new StateFolder(join(folder, 'state'));
    const candidate = (await published.manifest('candidate-1'))!;
    for (const number of [1, 2]) {
      expect(await claimReleaseNumber(published, Run.begin(state, published.repository), state)).toBe(number);
      await published.tag(candidate, `v${number}`);
      await published.putArtifact(`v${number}-record`, {
        artifactType: RECORD_TYPE,
        document: { ...RECORD, release: `v${number}` },
        annotations: {},
      });
    }
    expect(await releaseNames(published)).toEqual(['v1', 'v2']);
    expect(
      registry.requests.filter((request) => / [45][0-9][0-9]$/.test(request) && !request.endsWith(' 404')),
    ).toEqual([]);
  });

  test('does not move a tag that is taken', async () => {
    const { message } = await failureOf(
      published.putArtifact('v1-record', { artifactType: RECORD_TYPE, document: {}, annotations: {} }),
    );
    expect(message).toContain('The tag cannot be overwritten because the repository is immutable.');
  });

  test('reads a record from where the registry sends it, without the login', async () => {
    expect(await readRelease(published, 'v2')).toEqual({ ...RECORD, release: 'v2' });
    expect(registry.requests.some((request) => /^GET \/v2\/.*\/blobs\/.* 307$/.test(request))).toBe(true);
  });

  test('deletes a digest through its own API and not through the registry protocol', async () => {
    const client = new ECRClient();
    const { body, mediaType } = (await published.manifest('candidate-1'))!;
    const put = { repositoryName: NAME, imageManifest: body, imageManifestMediaType: mediaType };
    for (const imageTag of ['candidate-1', 'candidate-1-again'])
      await client.send(new PutImageCommand({ ...put, imageTag }));
    const known = async () =>
      (await client.send(new DescribeImagesCommand({ repositoryName: NAME }))).imageDetails?.map(
        ({ imageDigest = '', imageTags }) => ({ imageDigest, imageTags }),
      );
    const [image] = (await known())!;
    expect(image?.imageTags).toEqual(['candidate-1', 'candidate-1-again']);
    expect(await ecr.repository(URI).deleteDigest(image!.imageDigest)).toBe(true);
    expect(await known()).toEqual([]);
    // Deleting again succeeds: another run may have been faster.
    expect(await ecr.repository(URI).deleteDigest(image!.imageDigest)).toBe(true);
    expect(registry.requests.filter((request) => request.startsWith('DELETE'))).toEqual([]);
  });

  test('says that the repository does not exist', async () => {
    const missing = `${ecr.host}/nobody`;
    const failure = await failureOf(ecr.repository(missing).deleteDigest(`sha256:${'a'.repeat(64)}`));
    expect(failure.code).toBe('publish-failed');
    expect(failure.message).toMatch(/^ECR deleted nothing of nobody in .*amazonaws\.com: .*nobody.* does not exist/);
    expect(failure.remedy).toBe('check the AWS credentials, and that their role allows ecr:BatchDeleteImage');
  });
});
