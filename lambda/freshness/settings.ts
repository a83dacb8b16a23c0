import { z } from 'zod';

/** The variable that holds the settings, as one JSON document. */
export const SETTINGS_VARIABLE = 'EKS_CRAC_FRESHNESS';

const settings = z.strictObject({
  repository: z.string().min(1),
  service: z.string().min(1),
  /** The name of the pipeline that captures. */
  pipeline: z.string().min(1),
  maxAgeDays: z.number().min(1),
  baseImage: z.string().optional(),
  machineImage: z.string().optional(),
  dryRun: z.boolean(),
});

export type FreshnessSettings = z.output<typeof settings>;

export function readSettings(environment: NodeJS.ProcessEnv): FreshnessSettings {
  return settings.parse(JSON.parse(environment[SETTINGS_VARIABLE] ?? '{}'));
}
