import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pack } from 'tar-stream';
import type { CaptureSpec } from '../../contract';
import type { ContainerMount } from '../containers';
import { packagePath } from '../../kit/package-path';
import type { StageContext } from '../context/stage-context';
import type { CaptureCredentials } from '../credentials/credentials';

const CREDENTIAL_ADDRESS = '169.254.170.23';
const TOKEN_FOLDER = '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount';
const TOKEN_FILE = 'eks-pod-identity-token';

/** The same variables that EKS Pod Identity sets, so that a service restored in a pod finds them unchanged. */
export const CREDENTIAL_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${CREDENTIAL_ADDRESS}/v1/credentials`,
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${TOKEN_FOLDER}/${TOKEN_FILE}`,
};

/** The endpoint program, and its folder in the sandbox, which also holds the session. */
const ENDPOINT = 'credential-endpoint';
const ENDPOINT_FOLDER = '/srv/credentials';
/**
 * Every response claims that the session expires this soon. A client that is checkpointed with a session then asks
 * again after the restore; otherwise it would sign with the capture's session until that expired.
 */
const SECONDS_LEFT = 60;

/** The run's network. */
export interface SandboxNetwork {
  readonly name: string;
  /** Host names that the network's DNS does not resolve, and their addresses. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** What a pod provides before a container starts: network namespace, published port, credential endpoint. */
export interface Sandbox {
  readonly container: string;
  /** Where the service is asked. */
  readonly baseUrl: string;
  /** The port of 127.0.0.1 at which it is asked whether it is ready. */
  readonly readinessPort: number;
  readonly tokenMount: ContainerMount;
  /** What this sandbox's service was given: a signature with this key was made by it. */
  readonly credentials: CaptureCredentials;
}

/**
 * Opens a sandbox on the run's network. The credential endpoint's address exists in this network namespace only, so
 * that any number of sandboxes and runs can use it at once.
 */
export async function openSandbox(context: StageContext, network: SandboxNetwork, name: string): Promise<Sandbox> {
  const { containers, images, run, spec } = context;
  const given = await context.credentials();
  const tokens = run.name(`token-${name}`);
  await containers.createVolume(tokens, run.labels);
  const container = await containers.create({
    image: images.tools,
    labels: run.labels,
    network: { kind: 'network', name: network.name, aliases: [] },
    hosts: network.hosts,
    publish: publishedPorts(spec),
    mounts: [{ volume: tokens, path: TOKEN_FOLDER }],
    addCapabilities: ['NET_ADMIN'],
    entrypoint: '/bin/sh',
    command: ['-c', serve()],
  });
  await containers.copyIn(container, TOKEN_FOLDER, archive([{ name: TOKEN_FILE, content: given.token, mode: 0o444 }]));
  await containers.copyIn(container, dirname(ENDPOINT_FOLDER), await endpointFiles(given));
  await containers.start(container);
  return {
    container,
    ...(await addressesOf(context, container)),
    tokenMount: { volume: tokens, path: TOKEN_FOLDER },
    credentials: given,
  };
}

function publishedPorts(spec: CaptureSpec): number[] {
  return [...new Set([spec.run.port, readinessPort(spec)])];
}

/** A command needs none. */
function readinessPort({ readiness: { probe }, run }: CaptureSpec): number {
  return (probe.kind === 'exec' ? undefined : probe.port) ?? run.port;
}

/** Readiness by HTTPS on the service's own port means that the service answers nothing else there. */
async function addressesOf({ containers, spec }: StageContext, container: string) {
  const { probe } = spec.readiness;
  const port = readinessPort(spec);
  const scheme = probe.kind === 'http' && port === spec.run.port ? probe.scheme : 'http';
  return {
    baseUrl: `${scheme}://127.0.0.1:${await containers.publishedPort(container, spec.run.port)}`,
    readinessPort: await containers.publishedPort(container, port),
  };
}

function serve(): string {
  const listener = `TCP4-LISTEN:80,bind=${CREDENTIAL_ADDRESS},fork,reuseaddr,nodelay,backlog=128`;
  const answer = `EXEC:${ENDPOINT_FOLDER}/${ENDPOINT} ${SECONDS_LEFT},nofork`;
  return `busybox ip addr add ${CREDENTIAL_ADDRESS}/32 dev lo && exec socat ${listener} '${answer}'`;
}

/** Returns the endpoint program and its data as files: the secrets never appear in arguments or variables. */
async function endpointFiles({ document, token }: CaptureCredentials) {
  const { Expiration, ...session } = document;
  const folder = basename(ENDPOINT_FOLDER);
  const end = Math.floor(Date.parse(Expiration) / 1000);
  return archive([
    { name: folder, mode: 0o755 },
    { name: `${folder}/${ENDPOINT}`, content: await readFile(packagePath(`stage/sandbox/${ENDPOINT}`)), mode: 0o555 },
    { name: `${folder}/session`, content: `${JSON.stringify(session)}\n`, mode: 0o444 },
    { name: `${folder}/end`, content: `${end}\n`, mode: 0o444 },
    { name: `${folder}/token`, content: `${token}\n`, mode: 0o444 },
  ]);
}

/** A file, or a folder if there is no content. */
interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly content?: string | Buffer;
}

function archive(entries: readonly Entry[]) {
  const tar = pack();
  for (const { content, mode, name } of entries) {
    if (content === undefined) tar.entry({ name, mode, type: 'directory' });
    else tar.entry({ name, mode }, content);
  }
  tar.finalize();
  return tar;
}
