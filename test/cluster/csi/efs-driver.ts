import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersistentVolume } from 'kubernetes-types/core/v1';
import { packagePath } from '../../../kit/package-path';
import { ProcessRunner } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';
import { readIfThere } from '../../../machine/files';
import { goProgram } from '../harness/go-program';
import { call } from './call';
import { publishRequest } from './publish-request';

const SOURCE = packagePath('test/fixtures/upstream/sources/aws-efs-csi-driver-3.3.0.tgz');

/** The driver keeps its settings in /etc/amazon/efs: it gets an /etc of memory, which it alone sees. */
const WITH_OWN_ETC = 'mount -t tmpfs tmpfs /etc && PATH="$1:$PATH" && shift && exec "$@"';

/** Stands in for `mount`, which would call the helper of efs-utils: it writes down what it was asked. */
const MOUNT = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$(dirname "$0")/../mounts"\n';
/** Stands in for the watchdog of efs-utils. */
const WATCHDOG = '#!/bin/sh\nexec sleep infinity\n';

/** The node service of the EFS CSI driver, whose program is built from its source. */
export class EfsDriver {
  private constructor(
    private readonly folder: string,
    private readonly metadata: Server,
    private readonly process: BackgroundProcess,
  ) {}

  public static async start(): Promise<EfsDriver> {
    const program = await build();
    const folder = await mkdtemp(join(tmpdir(), 'eks-crac-efs-'));
    const bin = join(folder, 'bin');
    for (const name of ['bin', 'static']) await mkdir(join(folder, name));
    for (const [name, text] of Object.entries({ mount: MOUNT, 'amazon-efs-mount-watchdog': WATCHDOG })) {
      await writeFile(join(bin, name), text);
      await chmod(join(bin, name), 0o755);
    }
    const metadata = await serveMetadata();
    const options = [
      '--endpoint',
      `unix:${join(folder, 'csi.sock')}`,
      '--efs-utils-static-files-path',
      join(folder, 'static'),
    ];
    const own = ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', WITH_OWN_ETC, 'sh', bin];
    const { port } = metadata.address() as AddressInfo;
    const env = { ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${port}` };
    const driver = new EfsDriver(
      folder,
      metadata,
      await new ProcessRunner().start([...own, program, ...options], { env }),
    );
    await driver.listening();
    return driver;
  }

  /** Has the driver mount a volume; returns the arguments with which it has called `mount`. */
  public async publish(volume: PersistentVolume): Promise<string> {
    const target = join(this.folder, 'target');
    await rm(join(this.folder, 'mounts'), { force: true });
    await call(join(this.folder, 'csi.sock'), '/csi.v1.Node/NodePublishVolume', publishRequest(volume, target));
    return ((await readIfThere(join(this.folder, 'mounts'))) ?? '').trim().replace(target, 'TARGET');
  }

  public async stop(): Promise<void> {
    await this.process.stop();
    this.metadata.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private listening(): Promise<unknown> {
    return waitUntil({ timeoutMs: 20_000, intervalMs: 50 }, () => {
      const there = existsSync(join(this.folder, 'csi.sock'));
      return Promise.resolve(there ? { found: true } : { seen: this.process.output() });
    });
  }
}

/** Stands in for what tells the driver where it runs. */
async function serveMetadata(): Promise<Server> {
  const document = { TaskARN: 'arn:aws:ecs:eu-west-1:111122223333:task/tests/1', AvailabilityZone: 'eu-west-1a' };
  const server = createServer((_, response) => response.end(JSON.stringify(document)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Builds the driver from its source, which no Go proxy has to have. */
function build(): Promise<string> {
  return goProgram({ name: 'efs-driver', package: './cmd', inputs: [SOURCE] }, async (goBuild) => {
    const folder = await mkdtemp(join(tmpdir(), 'eks-crac-efs-source-'));
    try {
      await new ProcessRunner().run(['tar', '-xzf', SOURCE, '-C', folder]);
      await goBuild(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}
