import { basename, resolve } from 'node:path';
import type { CaptureSpecInput } from '../../contract';
import { companionsOf } from './companions';
import { containerPort, interpolated, readCompose } from './compose';
import type { Compose } from './compose';
import { parseDockerfile } from './dockerfile';
import type { Dockerfile } from './dockerfile';
import { remark } from './draft';
import type { Draft, Found, Remark } from './draft';
import { findFramework } from './framework';
import type { FoundFramework } from './framework';
import { ProjectFiles } from './project-files';
import { findReadiness } from './readiness';
import type { HttpReadiness } from './readiness';
import { Settings } from './settings';

const USUAL_PORT = 8080;

/** Looks at the folder of a service and drafts its capture spec. */
export function draftSpec(folder: string): Draft {
  const files = new ProjectFiles(folder);
  const read = readCompose(files);
  const compose = read === undefined || 'problem' in read ? undefined : read;
  const dockerfileName = compose?.own?.build?.dockerfile ?? 'Dockerfile';
  const text = files.first(dockerfileName)?.text;
  const dockerfile = text === undefined ? undefined : parseDockerfile(text);
  const settings = Settings.of(files);
  const framework = findFramework(files);
  const service = serviceName(files, settings);
  const port = portOf(settings, framework, dockerfile, compose);
  const { env, remarks: envRemarks } = environmentOf(compose);
  const clues = { files, settings, framework, dockerfile, compose };
  const { readiness, remarks: readinessRemarks } = findReadiness(clues, port?.value ?? USUAL_PORT);
  const { companions, remarks: companionRemarks } = compose === undefined ? NO_COMPANIONS : companionsOf(compose);
  return {
    spec: {
      version: 1,
      service: service.value,
      build: { context: '.', dockerfile: dockerfileName },
      run: {
        port: port?.value ?? USUAL_PORT,
        ...(Object.keys(env).length === 0 ? {} : { env }),
        cpu: 1,
        memoryMiB: 1024,
      },
      ...(companions.length === 0 ? {} : { companions }),
      readiness,
      ...requests(readiness),
    },
    remarks: [
      remark('service', service, ''),
      ...imageRemarks(dockerfile, dockerfileName),
      remark('run.port', port, `not found: ${USUAL_PORT} is what most services listen on`),
      ...envRemarks,
      { field: 'run.cpu', kind: 'note', text: "the pod's limits; the capture runs under them" },
      ...(read !== undefined && 'problem' in read
        ? [{ field: 'run', kind: 'missing', text: `${read.problem}: declare \`companions\` by hand` } as const]
        : []),
      ...companionRemarks,
      ...readinessRemarks,
      ...requestRemarks(readiness),
    ],
  };
}

const NO_COMPANIONS = { companions: [], remarks: [] };

/** The name in settings or build, else that of the folder, in the form that a service must have. */
function serviceName(files: ProjectFiles, settings: Settings): Found<string> {
  const pom = files.first('pom.xml');
  const artifact =
    pom && /<artifactId>([^<]+)<\/artifactId>/.exec(pom.text.replace(/<parent>[\s\S]*?<\/parent>/, ''))?.[1];
  const gradle = files.first('settings.gradle', 'settings.gradle.kts');
  const project = gradle && /rootProject\.name\s*=\s*['"]([^'"]+)/.exec(gradle.text)?.[1];
  const folder = { value: basename(resolve(files.folder)), from: 'the name of the folder' };
  const all = [
    settings.get('spring.application.name', 'quarkus.application.name', 'micronaut.application.name'),
    artifact === undefined ? undefined : { value: artifact, from: 'artifactId in pom.xml' },
    project === undefined ? undefined : { value: project, from: `rootProject.name in ${gradle?.name ?? ''}` },
    folder,
  ];
  for (const found of all) {
    const value = found?.value
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 40);
    if (found !== undefined && value !== undefined && value !== '')
      return { ...found, value: value.replace(/-+$/, '') };
  }
  return { value: 'service', from: 'no name was found' };
}

function portOf(
  settings: Settings,
  framework: FoundFramework | undefined,
  dockerfile: Dockerfile | undefined,
  compose: Compose | undefined,
): Found<number> | undefined {
  const exposed = dockerfile?.ports.find((port) => port === USUAL_PORT) ?? dockerfile?.ports[0];
  const [mapped] = (compose?.own?.ports ?? []).flatMap((mapping) => containerPort(mapping) ?? []);
  return (
    settings.port(...(framework?.value.portSettings ?? [])) ??
    (exposed === undefined ? undefined : { value: exposed, from: 'EXPOSE in the Dockerfile' }) ??
    (mapped === undefined ? undefined : { value: mapped, from: `ports in ${compose?.file ?? ''}` })
  );
}

function environmentOf(compose: Compose | undefined): { env: Record<string, string>; remarks: Remark[] } {
  const env: Record<string, string> = {};
  const remarks: Remark[] = [];
  for (const [name, value] of Object.entries(compose?.own?.environment ?? {})) {
    const known = interpolated(value);
    if (known !== undefined) env[name] = known;
    else
      remarks.push({
        field: 'run',
        kind: 'missing',
        text: `not found: the value of ${name}, which is not in ${compose?.file ?? ''}: write it into \`env\``,
      });
  }
  if (Object.keys(env).length > 0) {
    const text = `environment in ${compose?.file ?? ''}; it becomes part of the checkpoint, so no real secret belongs here`;
    remarks.push({ field: 'run.env', kind: 'found', text });
  } else if (compose !== undefined && compose.own === undefined && compose.others.length > 0) {
    const text = `not found: how the service reaches its companions; write variables into \`env\`, each companion is known by its name`;
    remarks.push({ field: 'run', kind: 'missing', text });
  }
  return { env, remarks };
}

function imageRemarks(dockerfile: Dockerfile | undefined, name: string): Remark[] {
  if (dockerfile === undefined) {
    const text = `not found: write a ${name}, README.md of eks-crac has one, or replace \`build\` by an \`image\` that exists`;
    return [{ field: 'build', kind: 'missing', text }];
  }
  if (dockerfile.user !== undefined)
    return [{ field: 'build', kind: 'found', text: `runs as user ${dockerfile.user}` }];
  const text = 'the Dockerfile has no USER: unless its base image has one, the service runs as root, also in its pods';
  return [{ field: 'build', kind: 'note', text }];
}

/** Readiness is a request that every service has; on another port it says nothing of the port that is warmed up. */
function requests({ path, port }: HttpReadiness): Pick<CaptureSpecInput, 'gate' | 'warmUp'> {
  return port === undefined
    ? { warmUp: { requests: [{ path }] }, gate: { requests: [{ path, compare: 'status' }] } }
    : { warmUp: { requests: [{ path: '/' }], allowedFailureRate: 1 }, gate: { requests: [] } };
}

function requestRemarks({ port }: HttpReadiness): Remark[] {
  const text =
    port === undefined
      ? 'not found: write the requests that the service gets; what is not warmed up is slow after a restore'
      : 'not found: write the requests that the service gets, and remove `allowedFailureRate`, which accepts any answer to /';
  return [
    { field: 'warmUp.requests', kind: 'missing', text },
    {
      field: 'gate.requests',
      kind: 'missing',
      text: 'not found: write requests that every restored copy must answer like the captured service',
    },
  ];
}
