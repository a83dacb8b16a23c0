import { pack } from 'tar-stream';
import { captureJvmOptions, captureSetUp, captureShape } from '../../../engines';
import type { StageContext } from '../../context/stage-context';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../../sandbox/sandbox';
import { CHECKPOINT_FOLDER, RUNTIME_FOLDER, VARIABLES } from '../../../contract';
import { ownOptions } from '../own-options';
import type { Step } from '../step';
import type { Accompanied, Layered, Running } from '../states';

/** Starts the service for its capture: as its image's user, with the pod's limits, in its own sandbox. */
export const runService: Step<Accompanied, Running> = {
  id: 'run',
  title: 'run the service',
  summary: ({ container }) => container.slice(0, 12),

  async run(context, accompanied) {
    const { engine, containers, run, spec } = context;
    const sandbox = await openSandbox(context, accompanied.network, 'capture');
    const volume = run.name('checkpoint');
    await containers.createVolume(volume, run.labels);
    const container = await containers.create({
      image: accompanied.image,
      labels: run.labels,
      network: { kind: 'container', id: sandbox.container },
      entrypoint: `${RUNTIME_FOLDER}/${engine.captureEntrypoint}`,
      command: [...accompanied.config.entrypoint, ...accompanied.config.cmd],
      env: captureEnvironment(context, accompanied),
      mounts: [{ volume, path: CHECKPOINT_FOLDER }, sandbox.tokenMount],
      shape: captureShape(
        engine.data,
        {
          user: accompanied.user,
          limits: { cpu: spec.run.cpu, memoryMiB: spec.run.memoryMiB },
          readOnlyRoot: false,
          volumes: [],
        },
        captureSetUp(engine.data, spec.checkpoint.clock),
      ),
    });
    await placeFiles(context, container);
    await containers.start(container);
    return { ...accompanied, sandbox, container };
  },
};

/** Written before the service starts, because the service may then request its checkpoint at any time. */
async function placeFiles(context: StageContext, container: string): Promise<void> {
  const files = Object.entries(context.engine.captureFiles(context.spec));
  if (files.length === 0) return;
  const archive = pack();
  for (const [name, text] of files) archive.entry({ name, mode: 0o444 }, text);
  archive.finalize();
  await context.containers.copyIn(container, CHECKPOINT_FOLDER, archive);
}

/** Puts the engine's options behind those that the image or the spec already sets in the same variable. */
function captureEnvironment(context: StageContext, layered: Layered): Readonly<Record<string, string>> {
  const { engine, spec } = context;
  const { value, variable } = ownOptions(context, layered);
  const options = [
    ...(value === undefined ? [] : [value]),
    ...captureJvmOptions(engine.data, spec.cpuClass.features, spec.checkpoint.trigger),
  ];
  const { gid, uid } = layered.user;
  return {
    ...spec.run.env,
    ...CREDENTIAL_ENVIRONMENT,
    [variable]: options.join(' '),
    ...(captureSetUp(engine.data, spec.checkpoint.clock).length === 0 ? {} : { [VARIABLES.user]: `${uid}:${gid}` }),
  };
}
