import { VARIABLES } from '../../contract';
import type { CapturedPaths, PodUser } from '../../engines';
import { restoreShape, seededVariable, seededVolumes } from '../../engines';
import type { ContainerMount } from '../containers';
import type { StageContext } from '../context/stage-context';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../sandbox/sandbox';
import type { Sandbox, SandboxNetwork } from '../sandbox/sandbox';
import { createVolumes } from '../sandbox/seeded-volumes';
import type { CopyMode } from './copy-mode';

/** Everything a node prepares before it starts the container. */
export interface PreparedCopy {
  readonly name: string;
  readonly from: string;
  readonly mode: CopyMode;
  readonly sandbox: Sandbox;
  readonly container: string;
}

/** The service that is restored. */
export interface CapturedService extends CapturedPaths {
  readonly network: SandboxNetwork;
  readonly user: PodUser;
}

/** The image that is started, and what its copies are given besides the service's environment. */
export interface CopyRequest {
  readonly image: string;
  /** The image as an error names it. */
  readonly from: string;
  readonly env: Readonly<Record<string, string>>;
  /** @default [] */
  readonly mounts?: readonly ContainerMount[];
  /** @default restored */
  readonly mode?: CopyMode;
}

/** Creates a container with exactly the privileges and limits of a pod, and its sandbox. */
export async function prepareCopy(
  context: StageContext,
  service: CapturedService,
  { env, from, image, mode = 'restored', mounts = [] }: CopyRequest,
  name: string,
): Promise<PreparedCopy> {
  const { engine, containers, run, spec } = context;
  const sandbox = await openSandbox(context, service.network, name);
  const volumes = seededVolumes(spec.run.readOnlyRoot, service);
  const container = await containers.create({
    image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    env: {
      ...spec.run.env,
      ...CREDENTIAL_ENVIRONMENT,
      ...env,
      ...seededVariable(volumes),
      ...(mode === 'cold' ? { [VARIABLES.mode]: 'cold' } : {}),
      [VARIABLES.deadlineMs]: String(spec.gate.deadlineSeconds * 1000),
    },
    mounts: [sandbox.tokenMount, ...mounts, ...(await createVolumes(context, name, volumes))],
    shape: restoreShape(engine.data, {
      user: service.user,
      limits: { cpu: spec.run.cpu, memoryMiB: spec.run.memoryMiB },
      readOnlyRoot: spec.run.readOnlyRoot,
      volumes,
    }),
  });
  return { name, from, mode, sandbox, container };
}
