import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SERVICE_NAME } from '../../contract/fields';
import { UsageError } from '../core/errors';
import type { ICheckpointStore } from '../stores';
import { validateHost } from './capture-host';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { validateImages } from './service-build';
import { validateLimits } from './service-run';

type Rule = (scope: IConstruct, props: CheckpointPipelineProps) => void;

/** What the props of a pipeline must be to each other; what each must be by itself, the capture spec says. */
export function validateProps(scope: IConstruct, props: CheckpointPipelineProps): void {
  const rules: readonly Rule[] = [validateFleet, validateBuild, validateSession];
  for (const rule of rules) rule(scope, props);
  validateLimits(scope, props.run);
  validateHost(scope, props);
  validateImages(scope, props.build ?? {});
}

/** No two stores may write to one place of the capture spec. */
export function validateStores(scope: IConstruct, stores: readonly ICheckpointStore[]): void {
  if (stores.length === 0) {
    throw new UsageError(
      'invalid-prop',
      '`stores` must have at least 1 entry, got: []; drop `stores` or write [CheckpointStore.image()]',
      scope,
    );
  }
  const types = stores.map(({ type }) => type);
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice === undefined) return;
  throw new UsageError(
    'conflicting-props',
    `\`stores\` must have at most one store of a type, got: ${types.join(', ')}; drop one '${twice}'`,
    scope,
  );
}

/** The service's name: the given one, or that of its repository. */
export function serviceName(scope: IConstruct, { service, source }: CheckpointPipelineProps): string {
  if (service !== undefined) return service;
  const name = source._name;
  if (name !== undefined && !Token.isUnresolved(name) && SERVICE_NAME.test(name)) return name;
  const got = name === undefined || Token.isUnresolved(name) ? 'no name' : JSON.stringify(name);
  throw new UsageError(
    'invalid-prop',
    `\`service\` is missing, and the source's own name must be up to 40 of a-z, 0-9 and -, a letter first, got: ${got}; pass \`service\``,
    scope,
  );
}

function validateFleet(scope: IConstruct, { cpuClass, fleet, vpc }: CheckpointPipelineProps): void {
  if (fleet === undefined) return;
  if (fleet.cpuClass.name !== cpuClass.name) {
    throw new UsageError(
      'conflicting-props',
      `\`fleet\` must have hosts of CPU class '${cpuClass.name}', the pipeline's \`cpuClass\`, got: '${fleet.cpuClass.name}'; pass a fleet of that class or drop \`fleet\``,
      scope,
    );
  }
  if (fleet.vpc === vpc) return;
  throw new UsageError('conflicting-props', '`fleet` must be in `vpc`; pass the VPC of the fleet', scope);
}

function validateBuild(scope: IConstruct, { build, source }: CheckpointPipelineProps): void {
  if (build === undefined || source._builds) return;
  throw new UsageError(
    'conflicting-props',
    '`build` needs a source to build, and ServiceSource.ecr() is an image already; drop `build` or choose another source',
    scope,
  );
}

function validateSession(scope: IConstruct, { captureSession }: CheckpointPipelineProps): void {
  if (captureSession === undefined || Number.isInteger(captureSession.toSeconds({ integral: false }))) return;
  throw new UsageError(
    'invalid-prop',
    `\`captureSession\` must be whole seconds, got: ${captureSession.toHumanString()}`,
    scope,
  );
}
