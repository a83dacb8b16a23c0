/** What can take checkpoints of a JVM and restore them; engines/ has the data of each. */
export const ENGINE_TYPES = ['criu', 'warp', 'crac', 'openj9'] as const;

export type EngineType = (typeof ENGINE_TYPES)[number];
