import type { Found } from './draft';
import type { ProjectFile, ProjectFiles } from './project-files';
import type { Settings } from './settings';

/** A framework with a health endpoint, known by the names of its libraries. */
interface Framework {
  readonly name: string;
  readonly mark: RegExp;
  /** The library with the endpoint. */
  readonly library: RegExp;
  readonly libraryName: string;
  readonly portSettings: readonly string[];
  path(settings: Settings): string;
  managementPort(settings: Settings): Found<number> | undefined;
}

const get = (settings: Settings, name: string, standard: string) => settings.get(name)?.value ?? standard;

/** Joins parts of an address with one slash each. */
function joined(...parts: readonly string[]): string {
  const names = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${names.join('/')}`;
}

const springBoot: Framework = {
  name: 'Spring Boot',
  mark: /spring-boot/,
  library: /spring-boot(-starter)?-actuator/,
  libraryName: 'spring-boot-starter-actuator',
  path(settings) {
    const base = get(settings, 'management.endpoints.web.base-path', '/actuator');
    const own = settings.get('management.server.port') === undefined;
    const context = settings.get('server.servlet.context-path', 'spring.webflux.base-path')?.value ?? '';
    const probes = get(settings, 'management.endpoint.health.probes.enabled', 'false');
    return joined(own ? context : '', base, 'health', probes === 'true' ? 'readiness' : '');
  },
  portSettings: ['server.port'],
  managementPort: (settings) => settings.port('management.server.port'),
};

const quarkus: Framework = {
  name: 'Quarkus',
  mark: /quarkus/,
  library: /(quarkus-)?smallrye-health/,
  libraryName: 'quarkus-smallrye-health',
  path(settings) {
    const own = settings.get('quarkus.management.enabled')?.value !== 'true';
    const root = get(settings, own ? 'quarkus.http.root-path' : 'quarkus.management.root-path', own ? '/' : '/q');
    const other = get(settings, 'quarkus.http.non-application-root-path', 'q');
    const health = get(settings, 'quarkus.smallrye-health.root-path', 'health');
    const base = !own ? root : other.startsWith('/') ? other : joined(root, other);
    return joined(health.startsWith('/') ? '' : base, health, 'ready');
  },
  portSettings: ['quarkus.http.port'],
  managementPort: (settings) =>
    settings.get('quarkus.management.enabled')?.value === 'true'
      ? (settings.port('quarkus.management.port') ?? { value: 9000, from: 'quarkus.management.enabled' })
      : undefined,
};

const micronaut: Framework = {
  name: 'Micronaut',
  mark: /micronaut/,
  library: /micronaut-management/,
  libraryName: 'micronaut-management',
  path: (settings) =>
    joined(
      settings.get('endpoints.all.port') === undefined ? get(settings, 'micronaut.server.context-path', '') : '',
      get(settings, 'endpoints.all.path', ''),
      'health/readiness',
    ),
  portSettings: ['micronaut.server.port'],
  managementPort: (settings) => settings.port('endpoints.all.port'),
};

const helidon = (name: string, mark: RegExp, library: RegExp, libraryName: string, path: string): Framework => ({
  ...{ name, mark, library, libraryName, path: () => path },
  portSettings: ['server.port'],
  managementPort: () => undefined,
});

const FRAMEWORKS: readonly Framework[] = [
  springBoot,
  quarkus,
  micronaut,
  helidon(
    'Helidon MP',
    /helidon-microprofile/,
    /helidon-microprofile(-health)?(?![\w-])/,
    'helidon-microprofile-health',
    '/health/ready',
  ),
  helidon(
    'Helidon',
    /helidon-webserver/,
    /helidon-webserver-observe-health|helidon-health/,
    'helidon-webserver-observe-health',
    '/observe/health/ready',
  ),
];

/** What the build of a service says of its framework. */
export interface FoundFramework extends Found<Framework> {
  readonly build: ProjectFile;
  readonly hasHealth: boolean;
  readonly hasSecurity: boolean;
}

const BUILD_FILES = ['pom.xml', 'build.gradle', 'build.gradle.kts', 'gradle/libs.versions.toml'];

/** Looks into the build files, and where there is none into the jar. */
export function findFramework(files: ProjectFiles): FoundFramework | undefined {
  const builds = files.all(...BUILD_FILES);
  const jar = builds.length === 0 ? files.jar() : undefined;
  const build = jar ?? {
    name: builds.map(({ name }) => name).join(', '),
    text: builds.map(({ text }) => text).join('\n'),
  };
  const value = FRAMEWORKS.find(({ mark }) => mark.test(build.text));
  if (value === undefined) return undefined;
  return {
    value,
    from: `${value.name} in ${build.name}`,
    build,
    hasHealth: value.library.test(build.text),
    hasSecurity: /spring-boot-starter-(security|oauth2)|spring-security-web/.test(build.text),
  };
}
