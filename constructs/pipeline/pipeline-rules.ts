import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LOCAL_CPU_CLASS } from '../../engines';
import { UsageError } from '../core/errors';
import { areDifferentNetworks } from '../core/networks';
import type { ICheckpointStore, StorePublishConfig } from '../stores';
import { hostOf } from './build-place';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { SESSION_SECONDS } from './codebuild-limits';
import { validateSize } from './host-size';
import { validateImages } from './image-rules';
import { warnOfZeroDigests } from './placeholder-rules';

type Rule = (scope: IConstruct, props: CheckpointPipelineProps) => void;

/** Checks that props and capture spec of a pipeline fit together; the spec alone is validated by its schema. */
export function validateProps(scope: IConstruct, props: CheckpointPipelineProps): void {
  const rules: readonly Rule[] = [validateCpuClass, validateSession, validateLimits, validateImages];
  for (const rule of rules) rule(scope, props);
  warnOfZeroDigests(scope, props.spec);
}

/** Checks where a CPU class is captured. */
export function validatePlace(scope: IConstruct, props: CheckpointPipelineProps): void {
  for (const rule of [validateFleetAlone, validateFleet, validateHostSize]) rule(scope, props);
}

/** Rejects two stores that would write to the same field of the capture spec. */
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

/** Rejects stores of two types that would write to different places of one kind. */
export function validatePlaces(scope: IConstruct, places: readonly StorePublishConfig['publish'][]): void {
  const written = new Map<string, string>();
  for (const [kind, place] of places.flatMap((one) => Object.entries(one))) {
    const text = JSON.stringify(Stack.of(scope).resolve(place));
    if ((written.get(kind) ?? text) !== text) {
      throw new UsageError(
        'conflicting-props',
        `\`stores\` has two that write to \`publish.${kind}\`, to different places, and a build writes one copy there; give both the same bucket`,
        scope,
      );
    }
    written.set(kind, text);
  }
}

/** A fleet has its hosts and its subnet. */
function validateFleetAlone(scope: IConstruct, props: CheckpointPipelineProps): void {
  if (props.fleet === undefined) return;
  const name = (['host', 'subnet'] as const).find((one) => props[one] !== undefined);
  if (name === undefined) return;
  throw new UsageError(
    'conflicting-props',
    `\`${name}\` is for the fleet that the pipeline makes, and \`fleet\` is given; give \`${name}\` to the CaptureFleet, or drop \`fleet\``,
    scope,
  );
}

function validateHostSize(scope: IConstruct, props: CheckpointPipelineProps): void {
  validateSize(scope, hostOf(props)._size(props.cpuClass), props.spec);
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
  if (!areDifferentNetworks(fleet.vpc, vpc)) return;
  throw new UsageError('conflicting-props', '`fleet` must be in `vpc`; pass the VPC of the fleet', scope);
}

/** Rejects a capture spec with another CPU class: the pipeline's class determines the capture host. */
function validateCpuClass(scope: IConstruct, { cpuClass, spec }: CheckpointPipelineProps): void {
  const { cpuClass: given } = spec._document;
  if (given === undefined) return;
  const hasFeatures = given.features === undefined || given.features === cpuClass.features;
  if (hasFeatures && (given.name === LOCAL_CPU_CLASS || given.name === cpuClass.name)) return;
  throw spec._error(
    'conflicting-props',
    `\`cpuClass\` must be that of the pipeline, ${described(cpuClass)}, got: ${described(given)}; leave it out, or give the pipeline that class`,
    scope,
  );
}

function described({ features, name }: { readonly name: string; readonly features?: string | undefined }): string {
  return features === undefined ? `'${name}'` : `'${name}' with features ${JSON.stringify(features)}`;
}

function validateSession(scope: IConstruct, { captureSession, spec }: CheckpointPipelineProps): void {
  if (captureSession === undefined) return;
  if (spec._document.credentials !== undefined) {
    throw spec._error(
      'conflicting-props',
      '`captureSession` is for the role that the pipeline makes, and the capture spec has `credentials`; write `credentials.sessionSeconds` there',
      scope,
    );
  }
  const seconds = captureSession.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= SESSION_SECONDS.least && seconds <= SESSION_SECONDS.most) return;
  throw new UsageError(
    'invalid-prop',
    `\`captureSession\` must be whole seconds, a minute to an hour, got: ${captureSession.toHumanString()}`,
    scope,
  );
}

const LIMITS = {
  cpu: "CPUs, as in the pod's limit, for example 1 or 0.5",
  memoryMiB: "memory in MiB, as in the pod's limit, for example 1024",
} as const;

/**
 * Requires explicit limits: the defaults are for rehearsals, while a release must be captured with the limits of its
 * pods.
 */
function validateLimits(scope: IConstruct, { spec }: CheckpointPipelineProps): void {
  for (const name of ['cpu', 'memoryMiB'] as const) {
    if (spec._document.run[name] !== undefined) continue;
    throw spec._error('invalid-prop', `\`run.${name}\` is missing; write ${LIMITS[name]}`, scope);
  }
}
