import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER, RUNTIME_FOLDER, VARIABLES } from '../../../contract';
import type { PodUser } from '../../../engines';
import type { ImageConfig } from '../../containers';
import { readContainerFile } from '../../containers/container-files';
import { runtimeImage } from './runtime-image';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Built, Layered } from '../states';
import { resolveUser } from './image-user';

/** Adds the runtime layer to the service's image, with `start` in front of the image's own command. */
export const layer: Step<Built, Layered> = {
  id: 'layer',
  title: 'add the runtime layer',
  summary: ({ user }) => `user ${user.uid}:${user.gid}`,

  async run(context, built) {
    const { containers, run } = context;
    const runtime = await runtimeImage(context, progressOf(context, 'layer'));
    const user = await inspectContents(context, built);
    const folder = run.workFolder('layer');
    mkdirSync(join(folder, 'checkpoint'), { recursive: true });
    writeFileSync(join(folder, 'Dockerfile'), dockerfile(built, runtime, user, run.id));
    const image = run.tag('candidate');
    await containers.build({
      context: folder,
      dockerfile: join(folder, 'Dockerfile'),
      tag: image,
      args: {},
      labels: run.labels,
    });
    return { ...built, image, user };
  },
};

function dockerfile(built: Built, runtime: string, user: PodUser, run: string): string {
  return [
    `FROM ${built.serviceImage}`,
    `COPY --from=${runtime} ${RUNTIME_FOLDER} ${RUNTIME_FOLDER}`,
    // A volume mounted here inherits the owner of this folder.
    `COPY --chown=${user.uid}:${user.gid} checkpoint/ ${CHECKPOINT_FOLDER}/`,
    `ENV ${VARIABLES.run}=${run}`,
    `ENTRYPOINT ${JSON.stringify([`${RUNTIME_FOLDER}/start`, ...built.config.entrypoint])}`,
    `CMD ${JSON.stringify(built.config.cmd)}`,
    '',
  ].join('\n');
}

/** Inspects the image's files to decide whether the service can be captured, and as which user. */
async function inspectContents(context: StageContext, built: Built): Promise<PodUser> {
  requireCommand(built.config, context.spec.service);
  const container = await context.containers.create({
    image: built.serviceImage,
    labels: context.run.labels,
    network: { kind: 'network', name: 'none', aliases: [] },
  });
  try {
    return await resolveUser(built.config.user, (path) => readContainerFile(context.containers, container, path));
  } finally {
    await context.containers.remove('container', [container]);
  }
}

function requireCommand(config: ImageConfig, service: string): void {
  if (config.entrypoint.length + config.cmd.length > 0) return;
  throw new Failure(
    'image-unsuitable',
    `the image of ${service} has neither ENTRYPOINT nor CMD`,
    'set ENTRYPOINT or CMD in its Dockerfile',
  );
}
