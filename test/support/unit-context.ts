import type { CaptureSpec, StageMessage } from '../../contract';
import { RegistryRepository } from '../../stage/clients';
import type { EngineProgram } from '../../stage/clients';
import { ENGINE_DRIVERS } from '../../stage/engines';
import type { Secret } from '../../stage/host-secrets';
import { ProcessRunner } from '../../stage/process';
import { Run, StateFolder } from '../../stage/run';
import type { StageContext } from '../../stage/stage-context';
import type { Assembled, Proven, Searched } from '../../stage/steps/states';
import { captureSpec } from './unit-capture-spec';
import { digestOf } from './unit-release-record';
import { engineOf } from './unit-engine';
import { scratch } from './unit-scratch';
import type { ScriptedRunner } from './unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

export interface ContextOptions {
  readonly spec?: CaptureSpec;
  /** What the container engine answers; by default it is never asked. */
  readonly script?: Script;
  readonly program?: EngineProgram;
  readonly repository?: RegistryRepository;
  readonly signal?: AbortSignal;
  /** @default [] */
  readonly secrets?: readonly Secret[];
}

/** A context as the host of the stage makes it, with a container engine that answers by a script. */
export function contextOf(options: ContextOptions = {}): StageContext & { readonly reported: StageMessage[] } {
  const folder = scratch();
  const state = new StateFolder(`${folder}/state`);
  const repository = options.repository ?? new RegistryRepository('127.0.0.1:1/customers');
  const reported: StageMessage[] = [];
  const driver = ENGINE_DRIVERS.criu;
  if (driver === undefined) throw new Error('criu has no run half');
  return {
    spec: options.spec ?? captureSpec(),
    specFolder: folder,
    run: Run.begin(state, repository.repository),
    state,
    engine: engineOf(options.script ?? {}, options.program).engine,
    runner: new ProcessRunner(),
    repository,
    images: { debian: 'debian:1', tools: 'tools:1', buildArguments: { BASE_IMAGE: 'jdk:21' } },
    driver,
    reporter: { report: (message) => reported.push(message) },
    secrets: () => Promise.resolve(options.secrets ?? []),
    signal: options.signal ?? new AbortController().signal,
    reported,
  };
}

/** A service captured and assembled, in the container `service`. */
export const ASSEMBLED: Assembled = {
  companionImages: {},
  serviceImage: 'service:1',
  config: { id: 'sha256:1', architecture: 'amd64', user: '', env: [], entrypoint: [], cmd: ['java'] },
  image: 'candidate:1',
  user: { uid: 1000, gid: 1000 },
  neighbourhood: { network: 'network', names: [], hosts: {}, close: () => Promise.resolve() },
  credentials: () =>
    Promise.resolve({
      token: 'token',
      document: {
        AccessKeyId: 'ASIA1',
        SecretAccessKey: 'secret',
        Token: 'session',
        Expiration: '2026-01-02T03:04:05Z',
      },
    }),
  sandbox: {
    container: 'sandbox',
    baseUrl: 'http://127.0.0.1:1',
    tokenMount: { volume: 'tokens', path: '/tokens' },
    accessKey: 'ASIA1',
  },
  container: 'service',
  answers: [],
  frozen: {
    engineName: 'CRIU',
    engineVersion: '4.2',
    clockSeconds: 12.5,
    manifest: { root: 301, service: 302, processes: [] },
    leftovers: ['dump.log'],
  },
  checkpointImage: 'checkpoint:1',
  files: [{ path: 'core-301.img', bytes: 4, digest: digestOf('c') }],
  capturedPaths: [],
  removedPaths: [],
  rawBytes: 4,
  layerArchive: '/nonexistent/layer.tar',
  host: { cpuFlags: ['avx2'], kernel: '6.1.0', machine: 'x86_64' },
};

export const SEARCHED: Searched = { ...ASSEMBLED, secretsSought: 0 };

export const PROVEN: Proven = {
  ...SEARCHED,
  digests: { service: digestOf('a'), checkpoint: digestOf('b') },
  storedBytes: { service: 1, checkpoint: 2, layer: 1 },
  restoreMs: [90, 95],
  deadlineMs: 3000,
  clones: { generators: 14 },
};
