import type { SpecInput } from '../../support/containers/scene';
import { LOGIN, SESSION } from './draw';
import type { Source } from './draw';

export interface CloneService {
  readonly name: string;
  /** Its folder in `test/fixtures/clones`. */
  readonly fixture: string;
  readonly source: Source;
  /** Changes to the fixture's spec. */
  readonly change?: (spec: SpecInput) => Partial<SpecInput>;
}

export const BOOT_4_TOMCAT = boot('Spring Boot 4, Tomcat', '-Dserver=tomcat');

/** Services whose copies must never give out a value twice. */
export const SERVICES: readonly CloneService[] = [
  BOOT_4_TOMCAT,
  boot('Spring Boot 4, Tomcat, org.crac', '-Dserver=tomcat -Dcrac'),
  boot('Spring Boot 4, Jetty', '-Dserver=jetty'),
  boot('Spring Boot 4, WebFlux', '-Dserver=webflux'),
  boot('Spring Boot 3.5, Tomcat', '-Dserver=tomcat -Dboot.version=3.5.7'),
  boot('Spring Boot 3.5, Jetty', '-Dserver=jetty -Dboot.version=3.5.7'),
  boot('Spring Boot 3.5, WebFlux', '-Dserver=webflux -Dboot.version=3.5.7'),
  { name: 'Tomcat 11', fixture: 'tomcat', source: SESSION },
  { name: 'Jetty 12', fixture: 'jetty', source: SESSION },
  { name: 'Quarkus', fixture: 'quarkus', source: SESSION },
  { name: 'Micronaut', fixture: 'micronaut', source: SESSION },
  { name: 'Keycloak 26', fixture: 'keycloak', source: LOGIN },
];

function boot(name: string, options: string): CloneService {
  return {
    name,
    fixture: 'boot',
    source: SESSION,
    change: ({ build }) => ({ build: { ...build, args: { ...build?.args, PACKAGE_OPTIONS: options } } }),
  };
}
