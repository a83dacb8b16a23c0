import { z } from 'zod';
import { allowedSecret } from './allowed-secrets';
import { ENGINE_TYPES } from './engine-types';
import type { EngineType } from './engine-types';

/** Kinds of open descriptors, as the agent names them. */
const DESCRIPTOR_KINDS = ['tcp', 'udp', 'unix', 'pipe', 'file', 'directory', 'device', 'kernel'] as const;

const descriptor = z
  .strictObject({
    action: z
      .enum(['fail', 'close', 'keep', 'reopen'])
      .describe('what happens to the descriptor: fail, close, keep or reopen'),
    kind: z.enum(DESCRIPTOR_KINDS).describe(`what the descriptor is: ${DESCRIPTOR_KINDS.join(', ')}`),
    pattern: z
      .string()
      .regex(/^\S([^\r\n]*\S)?$/)
      .describe('a glob on the path, or on either end of a connection, for example *:5432'),
  })
  .refine(({ action, kind }) => action !== 'reopen' || kind === 'file', {
    path: ['action'],
    message: 'can be `reopen` for files alone',
  });

/** A fully qualified Java field; nested classes are joined with `$`. */
const HOLDER = /^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)+$/;

/** How a restore brings the memory of the service back. */
export const MEMORY_MODES = ['mapped', 'copied'] as const;
export type MemoryMode = (typeof MEMORY_MODES)[number];

/** Whether the `org.crac` hooks of the service run around its checkpoint. */
export const HOOK_MODES = ['run', 'skip'] as const;

const rules = z
  .strictObject({
    trigger: z
      .enum(['warm-up', 'service', 'on-refresh'])
      .default('warm-up')
      .describe(
        '`warm-up` checkpoints after the warm-up, `service` when the service calls Core.checkpointRestore(), `on-refresh` when Spring has created its beans and started none; the latter two have no warm-up',
      ),
    hooks: z
      .enum(HOOK_MODES)
      .default('run')
      .describe(
        "`run` calls the service's org.crac hooks before the checkpoint and after each restore, `skip` calls none of them, so that what they would have closed is checkpointed as it is",
      ),
    dryRunHooks: z
      .boolean()
      .optional()
      .describe(
        'true when the hooks of the service run before the checkpoint, up to twenty times, as for checkpoints that fail; with trigger `warm-up` alone; true if left out, unless `hooks` is `skip`',
      ),
    memory: z
      .enum(MEMORY_MODES)
      .default('mapped')
      .describe(
        '`mapped` restores memory as private mappings of a file of the checkpoint, which the copies on a node share until they write, `copied` as new memory of each copy',
      ),
    clock: z
      .enum(['library', 'namespace'])
      .default('library')
      .describe(
        'what keeps timers right after a restore: `library`, preloaded into the JVM, so that no time has passed for them; or `namespace`, a clock that starts near zero at the capture, which takes SYS_ADMIN, SYS_TIME, SETUID and SETGID there, for a service whose start script replaces LD_PRELOAD or that is no JVM',
      ),
    descriptors: z
      .array(descriptor)
      .max(100)
      .default([])
      .describe('a list of rules for open descriptors, at most 100, of which the first that matches counts'),
    allowCopied: z
      .array(
        z.string().regex(HOLDER).describe('a class with its package and a field, for example com.example.Dice.random'),
      )
      .max(100)
      .default([])
      .describe(
        'a list of fields, each with its class, whose state may be the same in every restored copy, at most 100',
      ),
    allowSecrets: z
      .array(allowedSecret)
      .max(100)
      .default([])
      .describe(
        'a list of secrets that may be in the checkpoint, each with a `reason`, at most 100; with every engine',
      ),
  })
  .refine(({ dryRunHooks, hooks }) => hooks !== 'skip' || dryRunHooks !== true, {
    path: ['dryRunHooks'],
    message: 'cannot be true while `checkpoint.hooks` is `skip`: no hook runs then; remove one of the two fields',
  })
  .describe(
    'when the service is checkpointed, and what happens to its open descriptors; `hooks` and `allowCopied` with engine criu alone, `descriptors` not with openj9',
  );

/** When the service is checkpointed, and how its open descriptors are handled. */
export const checkpoint = rules.transform(({ dryRunHooks, ...given }) => ({
  ...given,
  dryRunHooks: dryRunHooks ?? given.hooks === 'run',
}));

export type CheckpointRules = z.output<typeof checkpoint>;

/** The rules that an engine does not take: those for the agent in a stock JVM, and OpenJ9 leaves descriptors to CRIU. */
const UNUSED: Readonly<Record<EngineType, readonly ('hooks' | 'allowCopied' | 'descriptors')[]>> = {
  criu: [],
  warp: ['hooks', 'allowCopied'],
  crac: ['hooks', 'allowCopied'],
  openj9: ['hooks', 'allowCopied', 'descriptors'],
};

/** Returns those that are set nevertheless, each with the engines that take it. */
export function unusedRules(engine: EngineType, given: CheckpointRules) {
  const set = UNUSED[engine].filter((rule) => (rule === 'hooks' ? given.hooks !== 'run' : given[rule].length > 0));
  return set.map((rule) => ({ rule, engines: ENGINE_TYPES.filter((type) => !UNUSED[type].includes(rule)) }));
}
