import { pack } from 'tar-stream';
import type { Neighbourhood } from '../companions';
import type { ContainerMount } from '../clients';
import type { StageContext } from '../stage-context';
import type { CredentialSource } from './capture-credentials';

const CREDENTIAL_ADDRESS = '169.254.170.23';
const TOKEN_FOLDER = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';
const TOKEN_FILE = 'eks-pod-identity-token';

/** Exactly what EKS Pod Identity sets, so that a service restored in a pod finds the same variables. */
export const CREDENTIAL_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${CREDENTIAL_ADDRESS}/v1/credentials`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${TOKEN_FOLDER}/${TOKEN_FILE}`,
};

/** What a pod gives a container before it starts: network namespace, published port, credential endpoint. */
export interface Sandbox {
  readonly container: string;
  readonly baseUrl: string;
  readonly tokenMount: ContainerMount;
}

/**
 * Opens a sandbox on the run's network. The credential endpoint has its address inside this namespace alone, so that
 * any number of sandboxes and runs can have it at the same time.
 */
export async function openSandbox(
  context: StageContext,
  neighbourhood: Neighbourhood,
  credentials: CredentialSource,
  name: string,
): Promise<Sandbox> {
  const { engine, images, run, spec } = context;
  const { document, token } = await credentials();
  const tokens = run.name(`token-${name}`);
  await engine.createVolume(tokens, run.labels);
  const container = await engine.create({
    image: images.tools,
    labels: run.labels,
    network: { kind: 'network', name: neighbourhood.network, aliases: [] },
    hosts: neighbourhood.hosts,
    publish: spec.run.port,
    mounts: [{ volume: tokens, path: TOKEN_FOLDER }],
    addCapabilities: ['NET_ADMIN'],
    entrypoint: '/bin/sh',
    command: ['-c', serve()],
  });
  await engine.copyIn(container, TOKEN_FOLDER, archive(TOKEN_FILE, token));
  await engine.copyIn(container, '/srv', archive('v1/credentials', JSON.stringify(document)));
  await engine.start(container);
  const port = await engine.publishedPort(container, spec.run.port);
  return { container, baseUrl: `http://127.0.0.1:${port}`, tokenMount: { volume: tokens, path: TOKEN_FOLDER } };
}

function serve(): string {
  return `busybox ip addr add ${CREDENTIAL_ADDRESS}/32 dev lo && exec busybox httpd -f -p ${CREDENTIAL_ADDRESS}:80 -h /srv`;
}

function archive(name: string, content: string) {
  const tar = pack();
  const folder = name.split('/').slice(0, -1).join('/');
  if (folder !== '') tar.entry({ name: folder, type: 'directory', mode: 0o755 });
  tar.entry({ name, mode: 0o444 }, content);
  tar.finalize();
  return tar;
}
