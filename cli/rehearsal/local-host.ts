import { ContainerEngine, RegistryRepository } from '../../stage/clients';
import { hostSecrets } from '../../stage/host-secrets';
import type { Reporter } from '../../stage/report';
import { StateFolder } from '../../stage/run';
import type { StageHost } from '../../stage/stage';
import type { Machine } from '../machine';

export interface LocalHostOptions {
  readonly signal: AbortSignal;
}

/** What stands in for AWS on one machine: a local container engine, a local registry, throw-away credentials. */
export function localHost(machine: Machine, options: LocalHostOptions, reporter: Reporter): StageHost {
  return {
    engine: new ContainerEngine(machine.engine.program, machine.engine.runner),
    runner: machine.engine.runner,
    state: new StateFolder(machine.stateDir),
    images: {
      debian: machine.images.debian,
      tools: machine.images.tools,
      buildArguments: {
        BASE_IMAGE: machine.images.jdk,
        BUILD_IMAGE: machine.images.build,
        DEBIAN: machine.images.debian,
      },
    },
    reporter,
    secrets: () => Promise.resolve(hostSecrets()),
    repository: (name) => new RegistryRepository(name),
    defaultRepository: (service) => `${machine.registry.host}/${service}`,
    signal: options.signal,
  };
}
