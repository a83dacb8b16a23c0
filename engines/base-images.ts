import type { EngineType } from '../contract';

/** An image that a service can be based on. */
export interface BaseImage {
  readonly engine: EngineType;
  readonly image: string;
  /** A JRE has no `jcmd`, with which the stage has a JVM take its checkpoint. */
  readonly kit: 'JDK' | 'JRE';
  readonly libc: 'glibc' | 'musl';
  /** How the engine is known to work on it: it ran here, a stand-in for its JDK did, or its documentation says so. */
  readonly proven: 'here' | 'stand-in' | 'documented';
}

/** One row each; a service pins the digest of its own. */
export const BASE_IMAGES: readonly BaseImage[] = [
  { engine: 'criu', image: 'eclipse-temurin:21', kit: 'JDK', libc: 'glibc', proven: 'here' },
  { engine: 'criu', image: 'eclipse-temurin:21-jre', kit: 'JRE', libc: 'glibc', proven: 'here' },
  { engine: 'warp', image: 'azul/zulu-openjdk:25-jdk-crac', kit: 'JDK', libc: 'glibc', proven: 'stand-in' },
  { engine: 'warp', image: 'azul/zulu-openjdk:25-jre-crac', kit: 'JRE', libc: 'glibc', proven: 'documented' },
  { engine: 'crac', image: 'azul/zulu-openjdk:25-jdk-crac', kit: 'JDK', libc: 'glibc', proven: 'stand-in' },
  { engine: 'crac', image: 'azul/zulu-openjdk:25-jre-crac', kit: 'JRE', libc: 'glibc', proven: 'stand-in' },
  { engine: 'crac', image: 'azul/zulu-openjdk-alpine:25-jre-crac', kit: 'JRE', libc: 'musl', proven: 'documented' },
  { engine: 'crac', image: 'ubuntu:26.04 with openjdk-25-crac-jdk', kit: 'JDK', libc: 'glibc', proven: 'documented' },
  {
    engine: 'openj9',
    image: 'icr.io/appcafe/ibm-semeru-runtimes:open-21-jdk-ubi-minimal',
    kit: 'JDK',
    libc: 'glibc',
    proven: 'stand-in',
  },
  {
    engine: 'openj9',
    image: 'icr.io/appcafe/ibm-semeru-runtimes:open-21-jre-ubi-minimal',
    kit: 'JRE',
    libc: 'glibc',
    proven: 'stand-in',
  },
];
