import { credentialsOf } from '../../stage/credentials';
import { ContainerRuntime } from '../../stage/containers';
import { RegistryRepository } from '../../releases/registry/registry';
import { hostSecrets } from '../../stage/secrets/host-secrets';
import type { Reporter } from '../../kit/report/reporter';
import { StateFolder } from '../../stage/run/state-folder';
import type { StagePlatform } from '../../stage/context/platform';
import type { Machine } from '../../machine';

export interface LocalPlatformOptions {
  readonly signal: AbortSignal;
}

/** Replaces AWS on one machine: a local container runtime, a local registry, throw-away credentials. */
export function localPlatform(machine: Machine, options: LocalPlatformOptions, reporter: Reporter): StagePlatform {
  return {
    containers: new ContainerRuntime(machine.containerRuntime.program, machine.containerRuntime.runner),
    runner: machine.containerRuntime.runner,
    state: new StateFolder(machine.stateDir),
    images: {
      tools: machine.images.tools,
      buildArguments: {
        BASE_IMAGE: machine.images.jdk,
        BUILD_IMAGE: machine.images.build,
        DEBIAN: machine.images.debian,
      },
    },
    reporter,
    keepsFailures: true,
    credentials: credentialsOf,
    secrets: () => Promise.resolve(hostSecrets()),
    repository: (name) => new RegistryRepository(name),
    defaultRepository: (service) => `${machine.registry.host}/${service}`,
    signal: options.signal,
  };
}
