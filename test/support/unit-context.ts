import type { CaptureSpec, StageMessage } from '../../contract';
import { RegistryRepository } from '../../releases/registry/registry';
import type { RuntimeProgram } from '../../stage/containers';
import { ENGINE_DRIVERS } from '../../stage/engines';
import type { Secret } from '../../stage/secrets/known-secret';
import type { CaptureCredentials } from '../../stage/credentials';
import { ProcessRunner } from '../../kit/process';
import { Run } from '../../stage/run/run';
import { StateFolder } from '../../stage/run/state-folder';
import type { StageContext } from '../../stage/context/stage-context';
import type { Assembled, Proven, Searched, Published } from '../../stage/steps/states';
import { captureSpec } from './unit-capture-spec';
import { digestOf } from './unit-release-record';
import { containersOf } from './unit-containers';
import { scratch } from './unit-scratch';
import type { ScriptedRunner } from './unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

export interface ContextOptions {
  readonly spec?: CaptureSpec;
  /** What the container runtime answers; by default it is never asked. */
  readonly script?: Script;
  readonly program?: RuntimeProgram;
  readonly repository?: RegistryRepository;
  readonly signal?: AbortSignal;
  /** @default false */
  readonly keep?: boolean;
  /** @default [] */
  readonly secrets?: readonly Secret[];
}

/** A context as the host of the stage makes it, with a container runtime that answers by a script. */
export function contextOf(options: ContextOptions = {}): StageContext & { readonly reported: StageMessage[] } {
  const folder = scratch();
  const state = new StateFolder(`${folder}/state`);
  const repository = options.repository ?? new RegistryRepository('127.0.0.1:1/customers');
  const reported: StageMessage[] = [];
  const engine = ENGINE_DRIVERS.criu;
  return {
    spec: options.spec ?? captureSpec(),
    specFolder: folder,
    keep: options.keep ?? false,
    run: Run.begin(state, repository.repository),
    state,
    containers: containersOf(options.script ?? {}, options.program).containers,
    runner: new ProcessRunner(),
    repository,
    images: { tools: 'tools:1', buildArguments: { BASE_IMAGE: 'jdk:21' } },
    engine,
    reporter: { report: (message) => reported.push(message) },
    credentials: () => Promise.resolve(CREDENTIALS),
    secrets: () => Promise.resolve(options.secrets ?? []),
    signal: options.signal ?? new AbortController().signal,
    reported,
  };
}

const CREDENTIALS: CaptureCredentials = {
  token: 'token',
  document: {
    AccessKeyId: 'ASIA1',
    SecretAccessKey: 'secret',
    Token: 'session',
    Expiration: '2026-01-02T03:04:05Z',
  },
  worksUntil: undefined,
};

/** A service captured and assembled, in the container `service`. */
export const ASSEMBLED: Assembled = {
  companionImages: {},
  serviceImage: 'service:1',
  config: { id: 'sha256:1', architecture: 'amd64', user: '', env: [], entrypoint: [], cmd: ['java'], volumes: [] },
  image: 'candidate:1',
  imageRun: '20260102030405-0a1b2c3d',
  user: { uid: 1000, gid: 1000 },
  network: { name: 'network', companions: [], hosts: {}, close: () => Promise.resolve() },
  sandbox: {
    container: 'sandbox',
    baseUrl: 'http://127.0.0.1:1',
    readinessPort: 1,
    tokenMount: { volume: 'tokens', path: '/tokens' },
    credentials: CREDENTIALS,
  },
  container: 'service',
  answers: [],
  taken: {
    engineName: 'CRIU',
    engineVersion: '4.2',
    clockSeconds: 12.5,
    manifest: { service: 301 },
    excludedFiles: ['dump.log'],
  },
  checkpointFolder: '/nonexistent/checkpoint',
  publishedFolder: '/nonexistent/checkpoint',
  checkpointImage: 'checkpoint:1',
  files: [{ path: 'core-301.img', bytes: 4, digest: digestOf('c') }],
  capturedPaths: [],
  deletedPaths: [],
  removedPaths: [],
  memory: {
    mappedBytes: 0,
    copiedBytes: 4,
    mappedProcess: undefined,
    readAhead: [],
    kernelNeeds: [],
    deletedPaths: [],
  },
  rawBytes: 4,
  layerArchive: '/nonexistent/layer.tar',
  host: { cpuFlags: ['avx2'], needs: ['cgroup-v2'], kernel: '6.1.0', machine: 'x86_64' },
};

export const SEARCHED: Searched = { ...ASSEMBLED, secrets: { sought: { values: 0, kinds: 0 }, waived: [] } };

export const PROVEN: Proven = {
  ...SEARCHED,
  digests: { service: digestOf('a'), checkpoint: digestOf('b') },
  storedBytes: { service: 1, checkpoint: 2, layer: 1 },
  restoreMs: [90, 95],
  coldMs: 4000,
  clones: { generators: 14 },
};

export const PUBLISHED: Published = { ...PROVEN, number: 7, release: 'v7', stores: [] };
