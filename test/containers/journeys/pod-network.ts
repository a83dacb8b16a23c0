import { pack } from 'tar-stream';
import { IMAGES } from '../../../machine/images';
import type { ContainerRuntime } from '../../../stage/containers';
import { CREDENTIAL_ENVIRONMENT } from '../../../stage/sandbox/sandbox';

const AGENT = '169.254.170.23';

/**
 * The network of one pod, with the EKS Pod Identity agent at its address: it gives every caller a key with this id. The
 * service's container joins the network and is reached at its port.
 */
export class PodNetwork {
  private constructor(public readonly container: string) {}

  public static async open(
    containers: ContainerRuntime,
    { accessKey, label, port }: { readonly accessKey: string; readonly label: string; readonly port: number },
  ): Promise<PodNetwork> {
    const container = await containers.create({
      image: IMAGES.tools,
      labels: { 'eks-crac.test': label },
      network: { kind: 'network', name: containers.program === 'docker' ? 'bridge' : 'podman', aliases: [] },
      publish: [port],
      addCapabilities: ['NET_ADMIN'],
      entrypoint: '/bin/sh',
      command: ['-c', `busybox ip addr add ${AGENT}/32 dev lo && exec busybox httpd -f -p ${AGENT}:80 -h /srv`],
    });
    const document = {
      ...{ AccessKeyId: accessKey, SecretAccessKey: 'secret', Token: 'session' },
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const archive = pack();
    archive.entry({ name: 'v1/credentials' }, JSON.stringify(document));
    archive.finalize();
    await containers.copyIn(container, '/srv', archive);
    await containers.start(container);
    return new PodNetwork(container);
  }

  /** The variables that the EKS webhook sets; this agent requires no token. */
  public get environment(): Readonly<Record<string, string>> {
    const name = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
    return { [name]: CREDENTIAL_ENVIRONMENT[name] ?? '' };
  }
}
