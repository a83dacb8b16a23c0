import { pack } from 'tar-stream';
import { captureJvmOptions, captureShape } from '../../engines';
import type { StageContext } from '../stage-context';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../sandbox';
import { CHECKPOINT_FOLDER, RUNTIME_FOLDER } from './layer';
import type { Accompanied, Layered, Running } from './states';

const JVM_OPTIONS = 'JDK_JAVA_OPTIONS';

/** Starts the service for its capture: as its image's user, with the pod's limits, in a sandbox of its own. */
export async function runService(context: StageContext, accompanied: Accompanied): Promise<Running> {
  const { driver, engine, run, spec } = context;
  const sandbox = await openSandbox(context, accompanied.neighbourhood, accompanied.credentials, 'capture');
  const volume = run.name('checkpoint');
  await engine.createVolume(volume, run.labels);
  const container = await engine.create({
    image: accompanied.image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    entrypoint: `${RUNTIME_FOLDER}/${driver.captureEntrypoint}`,
    command: [...accompanied.config.entrypoint, ...accompanied.config.cmd],
    env: captureEnvironment(context, accompanied),
    mounts: [{ volume, path: CHECKPOINT_FOLDER }, sandbox.tokenMount],
    shape: captureShape(driver.data, {
      user: accompanied.user,
      limits: { cpu: spec.run.cpu, memoryMiB: spec.run.memoryMiB },
      readOnlyRoot: false,
      volumes: [],
    }),
  });
  await placeFiles(context, container);
  await engine.start(container);
  return { ...accompanied, sandbox, container };
}

/** Before the service starts, because it may ask for its checkpoint at any moment then. */
async function placeFiles(context: StageContext, container: string): Promise<void> {
  const files = Object.entries(context.driver.captureFiles(context));
  if (files.length === 0) return;
  const archive = pack();
  for (const [name, text] of files) archive.entry({ name, mode: 0o444 }, text);
  archive.finalize();
  await context.engine.copyIn(container, CHECKPOINT_FOLDER, archive);
}

/** The engine's options join those that the image or the spec already has. */
function captureEnvironment(context: StageContext, layered: Layered): Readonly<Record<string, string>> {
  const { driver, spec } = context;
  const inherited = spec.run.env[JVM_OPTIONS] ?? imageVariable(layered, JVM_OPTIONS);
  const options = [
    ...(inherited === undefined ? [] : [inherited]),
    ...captureJvmOptions(driver.data, spec.cpuClass.features, spec.checkpoint.trigger),
  ];
  const { gid, uid } = layered.user;
  return {
    ...spec.run.env,
    ...CREDENTIAL_ENVIRONMENT,
    [JVM_OPTIONS]: options.join(' '),
    ...(driver.data.captureSetUp.length === 0 ? {} : { EKS_CRAC_USER: `${uid}:${gid}` }),
  };
}

function imageVariable(layered: Layered, name: string): string | undefined {
  return layered.config.env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}
