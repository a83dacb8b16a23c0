import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type { captureSpecSchema } from '../../../contract/capture-spec';
import { ContainerRuntime } from '../../../stage/containers';
import { RegistryRepository } from '../../../releases/registry/registry';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import { StateFolder } from '../../../stage/run/state-folder';
import { CliProcess } from './cli-process';
import type { Ending } from './cli-process';
import { IMAGES } from '../../../machine/images';
import { leftovers } from './leftovers';
import { findProgram, withShim } from './shim';

export type SpecInput = z.input<typeof captureSpecSchema>;

const CUSTOMER = { name: 'Grace Hopper', email: 'grace@example.com', accountNumber: 'NL-0001' };

const CLAIM = /^(v\d+)-claim/;

/** Marks every process that a scene's program starts: each inherits it. */
export const SCENE_VARIABLE = 'EKS_CRAC_SCENE';

/** A folder with a capture spec, a state folder and a repository of its own, and the program run in it. */
export class Scene {
  public readonly id = randomBytes(4).toString('hex');
  public readonly service = `fault-${this.id}`;
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-crac-scene-'));
  public readonly state = new StateFolder(join(this.folder, 'state'));
  public readonly containers = new ContainerRuntime(
    process.env['EKS_CRAC_CONTAINER_RUNTIME'] === 'podman' ? 'podman' : 'docker',
    new ProcessRunner(),
  );
  private readonly programs: CliProcess[] = [];
  private env: NodeJS.ProcessEnv;
  private published: RegistryRepository;

  public constructor() {
    this.env = { ...process.env, EKS_CRAC_STATE: this.state.path, [SCENE_VARIABLE]: this.id, NO_COLOR: '1' };
    this.published = new RegistryRepository(`localhost:${process.env['EKS_CRAC_REGISTRY_PORT'] ?? ''}/${this.service}`);
    this.spec({});
  }

  public get specFile(): string {
    return join(this.folder, 'eks-crac.yaml');
  }

  public get repository(): RegistryRepository {
    return this.published;
  }

  /** Writes the sample's spec with a short warm-up, changed as given. */
  public spec(change: Partial<SpecInput>): this {
    const spec: SpecInput = {
      version: 1,
      service: this.service,
      ...(change.image === undefined ? { build: { context: packagePath('examples/plain') } } : {}),
      run: { port: 8080, memoryMiB: 512 },
      readiness: { path: '/health', timeoutSeconds: 30 },
      warmUp: {
        requests: [{ method: 'POST', path: '/api/customers', json: CUSTOMER, status: 201 }],
        until: { count: 20 },
      },
      gate: { requests: [{ path: '/api/customers' }], ignore: ['id', 'createdAt'] },
      ...change,
    };
    return this.write('eks-crac.yaml', JSON.stringify(spec, undefined, 2));
  }

  /** A service of two megabytes instead of a JVM, for a registry that has no layer yet. */
  public smallService(change: Partial<SpecInput>): this {
    const lines = [
      `FROM ${IMAGES.tools} AS tools`,
      'FROM scratch',
      'COPY --from=tools /bin/busybox /bin/busybox',
      'COPY --from=tools /bin/busybox /bin/sh',
      'COPY health /srv/health',
      'ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/srv"]',
      '',
    ];
    return this.write('Dockerfile', lines.join('\n'))
      .write('health', 'UP\n')
      .spec({
        build: { context: '.' },
        warmUp: { requests: [{ path: '/health' }], until: { count: 20 } },
        gate: {},
        ...change,
      });
  }

  public write(path: string, content: string): this {
    const file = join(this.folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
    return this;
  }

  public withEnv(env: Readonly<Record<string, string>>): this {
    this.env = { ...this.env, ...env };
    return this;
  }

  /** Puts a program of the container runtime's name in front of it, which works on the arguments first; see `shim.ts`. */
  public shim(commands: string): this {
    this.env = withShim(this.env, this.containers.program, join(this.folder, 'bin'), commands);
    return this;
  }

  /** The file of a program that the machine has. */
  public program(name: string): string {
    return findProgram(name, process.env['PATH'] ?? '');
  }

  /** Takes the shim away again. */
  public unshim(): this {
    rmSync(join(this.folder, 'bin'), { recursive: true });
    return this;
  }

  /** Says where the spec publishes to, when that is not the registry of this machine. */
  public publishesTo(repository: string): this {
    this.published = new RegistryRepository(repository);
    return this;
  }

  public start(options: readonly string[] = ['--spec', this.specFile, '--runs', '1', '--yes']): CliProcess {
    const program = CliProcess.start(['rehearse', ...options], { cwd: this.folder, env: this.env });
    this.programs.push(program);
    return program;
  }

  public async rehearse(): Promise<Ending> {
    return this.start().ended();
  }

  /** Runs another command of the program. */
  public async run(words: readonly string[]): Promise<Ending> {
    const program = CliProcess.start(words, { cwd: this.folder, env: this.env });
    this.programs.push(program);
    return program.ended();
  }

  /** The releases that readers see, `v1` and so on. */
  public async releases(): Promise<readonly string[]> {
    return (await this.repository.tags()).flatMap((tag) => /^(v\d+)-record$/.exec(tag)?.[1] ?? []).sort();
  }

  /** The numbers that runs of this scene have taken, with or without a release. */
  public attempts(): readonly string[] {
    const folder = this.state.claims(this.repository.repository);
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** Digests of the images in the repository, by whatever tags. */
  public async digests(): Promise<readonly string[]> {
    return this.digestsOf((await this.repository.tags()).filter((tag) => !/^v\d+-(claim|record)/.test(tag)));
  }

  /** Expects that of all runs so far nothing exists but these releases, and the numbers that were claimed. */
  public async expectNothingLeft(releases: readonly string[] = []): Promise<void> {
    expect(await this.leftBehind(releases)).toEqual([]);
  }

  /** What exists of all runs so far, besides these releases and the numbers that were claimed, or lacks of them. */
  public async leftBehind(releases: readonly string[] = []): Promise<readonly string[]> {
    const left = await leftovers(this.containers, this.state, { scene: this.id, runs: this.runs() });
    const images = releases.flatMap((name) => [name, `${name}-checkpoint`]);
    const wanted = [...images, ...releases.map((name) => `${name}-record`)];
    const names = (await this.repository.tags()).filter((tag) => /^v\d/.test(tag) && !CLAIM.test(tag));
    // A candidate's tag stays on a released digest: not every registry deletes a tag alone.
    const released = await this.digestsOf(images);
    const stored = await this.digests();
    return [
      ...left,
      ...names.filter((name) => !wanted.includes(name)).map((name) => `tag ${name}`),
      ...wanted.filter((name) => !names.includes(name)).map((name) => `no tag ${name}`),
      ...stored.filter((digest) => !released.includes(digest)).map((digest) => `image ${digest}`),
    ];
  }

  /** Ids of all runs so far, as the program told them. */
  public runs(): readonly string[] {
    return this.programs.flatMap(({ stderr }) =>
      [...stderr.matchAll(/^run (\S+) of /gm)].map((match) => match[1] ?? ''),
    );
  }

  public async dispose(): Promise<void> {
    for (const tag of await this.repository.tags()) {
      const manifest = await this.repository.manifest(tag);
      if (manifest !== undefined) await this.repository.deleteDigest(manifest.digest);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async digestsOf(tags: readonly string[]): Promise<readonly string[]> {
    const manifests = await Promise.all(tags.map((tag) => this.repository.manifest(tag)));
    return [...new Set(manifests.flatMap((manifest) => manifest?.digest ?? []))];
  }
}
