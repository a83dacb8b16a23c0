import { IMAGES } from '../../../machine/images';
import { RegistryRepository } from '../../../releases/registry/registry';
import { probeHttp } from '../../../kit/http/probe';
import { ProcessRunner } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';
import { freePort } from './ports';
import type { Scene } from './scene';

const READY_MS = 20_000;

/** A registry beside the machine's, which a test may kill. */
export class OwnRegistry {
  private readonly runner = new ProcessRunner();

  private constructor(
    private readonly program: string,
    public readonly container: string,
    public readonly host: string,
  ) {}

  public static async start(scene: Scene): Promise<OwnRegistry> {
    const { program } = scene.containers;
    const port = await freePort();
    const container = `eks-crac-test-registry-${scene.id}`;
    const argv = ['run', '--detach', '--name', container, '--publish', `127.0.0.1:${port}:5000`, IMAGES.tools];
    const registry = new OwnRegistry(program, container, `localhost:${port}`);
    await registry.call([...argv, 'docker-registry', 'serve', '/etc/eks-crac/registry.yml']);
    await registry.ready();
    return registry;
  }

  /** Ends it with what it holds, as a registry that fails. */
  public async kill(): Promise<void> {
    await this.call(['kill', this.container]);
  }

  /** Starts it again with what it held. */
  public async restart(): Promise<void> {
    await this.call(['start', this.container]);
    await this.ready();
  }

  /** Digests of everything in a repository that has a tag. */
  public async digests(repository: string): Promise<readonly string[]> {
    const client = new RegistryRepository(`${this.host}/${repository}`);
    const manifests = await Promise.all((await client.tags()).map((tag) => client.manifest(tag)));
    return manifests.flatMap((manifest) => manifest?.digest ?? []);
  }

  public async remove(): Promise<void> {
    await this.call(['rm', '--force', '--volumes', this.container]);
  }

  private async ready(): Promise<void> {
    await waitUntil({ timeoutMs: READY_MS, intervalMs: 50 }, () => probeHttp(`http://${this.host}/v2/`, 200));
  }

  private async call(args: readonly string[]): Promise<void> {
    await this.runner.run([this.program, ...args]);
  }
}
