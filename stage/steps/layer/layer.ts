import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER, RUNTIME_FOLDER, RUNTIME_PACKAGE_FILES, VARIABLES } from '../../../contract';
import type { PodUser } from '../../../engines';
import type { ImageConfig } from '../../containers';
import { readContainerFile } from '../../containers/container-files';
import { placeArchive, runtimeArchive } from '../../runtime/runtime-archive';
import type { ArchiveRequest } from '../../runtime/runtime-archive';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../../kit/private-files';
import { Failure } from '../../../kit/report/failure';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Step } from '../step';
import type { Built, Layered } from '../states';
import { resolveUser } from './image-user';

/** Adds the runtime layer to the service's image, with `start` in front of the image's own command. */
export const layer: Step<Built, Layered> = layerFrom(runtimeArchive);

/** The step with another source of the layer's archive. */
export function layerFrom(archive: typeof runtimeArchive): Step<Built, Layered> {
  return {
    id: 'layer',
    title: 'add the runtime layer',
    summary: ({ user }) => `user ${user.uid}:${user.gid}`,

    async run(context, built) {
      const { containers, run } = context;
      const user = await inspectContents(context, built);
      const folder = run.workFolder('layer');
      await placeArchive(await archive(requestOf(context, built)), join(folder, RUNTIME_PACKAGE_FILES.layer));
      mkdirSync(join(folder, 'checkpoint'), PRIVATE_FOLDER);
      writeFileSync(join(folder, 'Dockerfile'), dockerfile(built, user, run.id), PRIVATE_FILE);
      const image = run.tag('candidate');
      await containers.build({
        context: folder,
        dockerfile: join(folder, 'Dockerfile'),
        tag: image,
        args: {},
        labels: { ...run.labels, ...baseLabels(context.spec.image) },
      });
      return { ...built, image, user, imageRun: run.id };
    },
  };
}

function requestOf(context: StageContext, { config }: Built): ArchiveRequest {
  const { runner, signal } = context;
  const onLine = progressOf(context, 'layer');
  return { archive: 'layer', architecture: config.architecture, runner, signal, onLine };
}

/** What OCI has a name for. Of an image that was built here no registry knows a name. */
function baseLabels(image: string | undefined): Readonly<Record<string, string>> {
  const [name, digest] = image?.split('@') ?? [];
  if (name === undefined || digest === undefined) return {};
  return { 'org.opencontainers.image.base.name': name, 'org.opencontainers.image.base.digest': digest };
}

/** `ADD` unpacks the archive, with the file capabilities in it. */
function dockerfile(built: Built, user: PodUser, run: string): string {
  return [
    `FROM ${built.serviceImage}`,
    `ADD ${RUNTIME_PACKAGE_FILES.layer} /`,
    // A volume mounted here inherits the owner of this folder.
    `COPY --chown=${user.uid}:${user.gid} --chmod=0755 checkpoint/ ${CHECKPOINT_FOLDER}/`,
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
