import type { StageContext } from '../context/stage-context';
import type { Layered } from './states';

/** The variable from which the JVM of a capture takes the engine's options, and what it has without them. */
export interface OwnOptions {
  readonly variable: string;
  readonly value: string | undefined;
}

/** Returns what spec or image set in the variable that the engine's options are put into. */
export function ownOptions({ engine, spec }: StageContext, { config }: Layered): OwnOptions {
  const variable = engine.optionVariable(spec);
  const ofImage = config.env.find((entry) => entry.startsWith(`${variable}=`));
  return { variable, value: spec.run.env[variable] ?? ofImage?.slice(variable.length + 1) };
}
