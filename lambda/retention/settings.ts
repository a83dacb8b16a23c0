import { z } from 'zod';

/** The variable that holds the settings, as one JSON document. */
export const SETTINGS_VARIABLE = 'EKS_CRAC_RETENTION';

const settings = z.strictObject({
  repository: z.string().min(1),
  keepNewest: z.int().min(1),
  graceDays: z.number().min(1),
  dryRun: z.boolean(),
  /** Roles that may read the stacks of other accounts, each with its region. */
  stacks: z.array(z.strictObject({ region: z.string(), roleArn: z.string().optional() })),
  mounts: z.array(z.strictObject({ fileSystemId: z.string(), folder: z.string() })),
});

export type RetentionSettings = z.output<typeof settings>;

export function readSettings(environment: NodeJS.ProcessEnv): RetentionSettings {
  return settings.parse(JSON.parse(environment[SETTINGS_VARIABLE] ?? '{}'));
}
