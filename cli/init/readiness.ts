import type { CaptureSpecInput } from '../../contract';
import type { Compose } from './compose';
import type { Found, Remark } from './draft';
import type { Dockerfile } from './dockerfile';
import type { FoundFramework } from './framework';
import { healthCheckIn } from './health-check';
import type { HealthCheck } from './health-check';
import type { ProjectFiles } from './project-files';
import type { Settings } from './settings';

/** Readiness by HTTP: nothing in a folder tells of another kind. */
export type HttpReadiness = CaptureSpecInput['readiness'] & { readonly path: string };

/** What is known of a service when its readiness is looked for. */
export interface Clues {
  readonly files: ProjectFiles;
  readonly settings: Settings;
  readonly framework: FoundFramework | undefined;
  readonly dockerfile: Dockerfile | undefined;
  readonly compose: Compose | undefined;
}

/** Paths that services give their health, the most telling first. */
const USUAL = [
  '/health/ready',
  '/healthz/ready',
  '/readyz',
  '/ready',
  '/readiness',
  '/healthz',
  '/health',
  '/livez',
  '/status',
];

/** Finds where the service says that it is ready: by its framework, a health check, or a path in its sources. */
export function findReadiness(clues: Clues, port: number): { readiness: HttpReadiness; remarks: Remark[] } {
  const found = ofFramework(clues) ?? ofHealthCheck(clues, port) ?? inSources(clues.files);
  if (found !== undefined) {
    const remarks: Remark[] = [{ field: 'readiness.path', kind: 'found', text: found.from }];
    return { readiness: { ...found.value, ...schemeOf(clues) }, remarks: [...remarks, ...security(clues)] };
  }
  const { framework } = clues;
  const text =
    framework === undefined
      ? 'not found: a path that answers 200 as soon as the service can serve'
      : `not found: ${framework.value.libraryName} is not in ${framework.build.name}; add it, or write a path that answers 200 as soon as the service can serve`;
  return {
    readiness: { path: '/', ...schemeOf(clues) },
    remarks: [{ field: 'readiness.path', kind: 'missing', text }],
  };
}

function ofFramework({ framework, settings }: Clues): Found<HttpReadiness> | undefined {
  if (framework?.hasHealth !== true) return undefined;
  const { build, value } = framework;
  const management = value.managementPort(settings);
  const port = management === undefined ? {} : { port: management.value };
  const from = `${value.libraryName} in ${build.name}${management === undefined ? '' : `, ${management.from}`}`;
  return { value: { path: value.path(settings), ...port }, from };
}

function ofHealthCheck({ compose, dockerfile }: Clues, port: number): Found<HttpReadiness> | undefined {
  const found = (check: HealthCheck | undefined, from: string): Found<HttpReadiness> | undefined =>
    check && {
      value: {
        path: check.path,
        ...(check.port === undefined || check.port === port ? {} : { port: check.port }),
        ...(check.scheme === 'http' ? {} : { scheme: check.scheme }),
      },
      from,
    };
  const test = [compose?.own?.healthcheck?.test ?? ''].flat().join(' ');
  return (
    found(dockerfile?.healthCheck, 'HEALTHCHECK in the Dockerfile') ??
    found(healthCheckIn(test), `healthcheck in ${compose?.file ?? ''}`)
  );
}

function inSources(files: ProjectFiles): Found<HttpReadiness> | undefined {
  const found = new Map<string, string>();
  for (const { name, text } of files.sources()) {
    for (const path of USUAL) if (text.includes(`"${path}"`) && !found.has(path)) found.set(path, name);
  }
  const path = USUAL.find((one) => found.has(one));
  return path === undefined ? undefined : { value: { path }, from: `"${path}" in ${found.get(path) ?? ''}` };
}

/** HTTPS on the port of the service, as Spring Boot and Quarkus have it. */
function schemeOf({ settings }: Clues): Partial<HttpReadiness> {
  const isSecure =
    settings.has('server.ssl.key-store') || settings.has('server.ssl.bundle') || settings.has('server.ssl.certificate');
  return isSecure ? { scheme: 'https' } : {};
}

function security({ framework }: Clues): Remark[] {
  if (framework?.hasSecurity !== true) return [];
  const text =
    'Spring Security may ask for a login: permit this path, or write the `status` that it answers without one';
  return [{ field: 'readiness.path', kind: 'note', text }];
}
