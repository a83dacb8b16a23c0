import type { IConstruct } from 'constructs';
import { ENGINES } from '../../engines';
import { UsageError } from '../core/errors';
import type { ICheckpointStore } from '../stores';
import { hostOf } from './build-place';
import { captureClasses } from './capture-class';
import type { CheckpointPipelineProps } from './checkpoint-pipeline-props';
import { validateSite } from './host-rules';
import { validatePlace } from './pipeline-rules';

/** Checks each CPU class of a pipeline with its host, and that a release can have all of them. */
export function validateClasses(
  scope: IConstruct,
  props: CheckpointPipelineProps,
  stores: readonly ICheckpointStore[],
): void {
  const classes = captureClasses(props);
  const engine = ENGINES[props.spec._parsed.engine.type];
  for (const { cpuClass, fleet, host, subnet } of classes) {
    const own = { ...props, cpuClass, fleet, host, subnet };
    validateSite(scope, { engine, cpuClass, host: hostOf(own) });
    validatePlace(scope, own);
  }
  const names = classes.map(({ cpuClass }) => cpuClass.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UsageError(
      'conflicting-props',
      `\`otherClasses\` must have CPU classes that differ from each other and from \`cpuClass\`, got: ${names.join(', ')}; drop one '${twice}'`,
      scope,
    );
  }
  const store = stores.find(({ type }) => type !== 'image');
  if (classes.length === 1 || store === undefined) return;
  throw new UsageError(
    'conflicting-props',
    `\`otherClasses\` is for releases in CheckpointStore.image() alone, and \`stores\` has one of type '${store.type}'; drop it, or make a pipeline for each CPU class`,
    scope,
  );
}
