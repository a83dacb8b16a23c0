import { z } from 'zod';
import type { CheckpointRules, FailureCode } from '../../../contract';
import { Failure } from '../../../kit/report/failure';

const FRAMES_SHOWN = 8;
const AGENT = 'io.github.ekscrac.agent.';

const thrown = z.object({
  code: z.string(),
  class: z.string(),
  message: z.string(),
  stack: z.array(z.string()),
  cause: z.string().optional(),
});

const answer = z.object({
  /** `resumed`: after a checkpoint that was called off; `collected`: after a collection while the service works. */
  state: z.enum(['ready', 'failed', 'resumed', 'collected']),
  failures: z.array(thrown),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Who keeps the monotonic clock; in `ready` alone. */
  clock: z.enum(['library', 'machine']).optional(),
});

const refusal = z.object({ code: z.string(), message: z.string() });

/** The agent's response to a checkpoint request. */
export type AgentAnswer = z.output<typeof answer>;

export function parseAnswer(text: string): AgentAnswer {
  return answer.parse(JSON.parse(text));
}

interface Kind {
  readonly failure: FailureCode;
  readonly remedy: string;
  /** The message is complete: the stack does not show where to fix it. */
  readonly withoutStack?: true;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'hook-threw': {
    failure: 'hook-failed',
    remedy:
      'fix what the stack shows; the service itself continued, with its resources restored; `checkpoint.hooks: skip` in the capture spec leaves all hooks out',
  },
  'hook-hung': {
    failure: 'hook-failed',
    remedy:
      'the stack shows where the hook hangs; make sure that it ends, or give what it waits for a timeout; `checkpoint.hooks: skip` in the capture spec leaves all hooks out',
  },
  'descriptor-open': {
    failure: 'descriptor-open',
    withoutStack: true,
    remedy:
      'close it in a hook of org.crac, or add the rules at the end of the message to `checkpoint.descriptors` in the capture spec',
  },
  'copied-state': {
    failure: 'copied-state',
    withoutStack: true,
    remedy:
      'fix it as the message says; where copies may share it, name its class and field in `checkpoint.allowCopied` of the capture spec',
  },
  'launcher-jvm': {
    failure: 'checkpoint-failed',
    withoutStack: true,
    remedy:
      'start the JVM of the service as the first one: `exec java -jar service.jar` in the entrypoint, with what the launcher computes in the image or in `run.env`',
  },
};
const OTHER: Kind = { failure: 'checkpoint-failed', remedy: 'docs/agent.md lists the codes of the agent' };

/** A connection left open because the service has no hooks. */
const WITHOUT_HOOKS: Kind = {
  failure: 'descriptor-open',
  remedy:
    'add the dependency org.crac:crac to the service: Spring then stops its beans before the checkpoint, and starts them after the restore; or add the rules at the end of the message to `checkpoint.descriptors` in the capture spec',
};

/** A connection left open because the capture spec leaves the hooks out. */
const HOOKS_SKIPPED: Kind = {
  failure: 'descriptor-open',
  withoutStack: true,
  remedy:
    'remove `checkpoint.hooks: skip` from the capture spec, so that a hook may close it; or add the rules at the end of the message to `checkpoint.descriptors`',
};

/** What the hooks ran for. */
export type HookRun = 'checkpoint' | 'dry run';

/** In a dry run hooks follow each other more closely than in any pod, so one may fail there alone. */
const WITHOUT_DRY_RUN =
  'a hook that cannot run several times in a row needs `checkpoint.dryRunHooks: false` in the capture spec, which leaves the dry run out';

/**
 * Returns the failure of a service that is not ready to be checkpointed; the first problem determines the code, all are
 * reported.
 */
export function hookFailure(answer: AgentAnswer, run: HookRun, hooks: CheckpointRules['hooks'] = 'run'): Failure {
  const { failures } = answer;
  const kind = kindOf(answer, hooks);
  const texts = failures.map(describe).join('\n');
  if (run === 'dry run' && kind.failure === 'hook-failed') {
    return new Failure(
      kind.failure,
      `a hook failed in the dry run before the checkpoint: ${texts}`,
      `${kind.remedy}; ${WITHOUT_DRY_RUN}`,
    );
  }
  return new Failure(kind.failure, `the service could not be prepared for its checkpoint: ${texts}`, kind.remedy);
}

function kindOf({ failures, warnings }: AgentAnswer, hooks: CheckpointRules['hooks']): Kind {
  const code = failures[0]?.code ?? '';
  if (code === 'descriptor-open' && hooks === 'skip') return HOOKS_SKIPPED;
  const hookless = code === 'descriptor-open' && warnings.some((warning) => warning.code === 'org-crac-missing');
  return hookless ? WITHOUT_HOOKS : (KINDS[code] ?? OTHER);
}

function describe({ cause, class: type, code, message, stack }: z.output<typeof thrown>): string {
  const own = type.startsWith(AGENT);
  const frames = KINDS[code]?.withoutStack === true ? [] : stack.slice(0, FRAMES_SHOWN);
  return [
    `${code}: ${own ? '' : `${type}: `}${message}`,
    ...frames.map((frame) => `    at ${frame}`),
    ...(cause === undefined ? [] : [`  caused by ${cause}`]),
  ].join('\n');
}

/** Explains why a JVM runs without the agent, with a remedy. */
export function refusalText(text: string): string {
  const { code, message } = refusal.parse(JSON.parse(text));
  return `${code}: ${message}`;
}

export function refusedBy(text: string): Failure {
  return new Failure(
    'agent-refused',
    `the agent does not work in the JVM of the service: ${refusalText(text)}`,
    'fix it as the message says, or choose the engine that it names in `engine` of the capture spec',
  );
}

/** The failure when the agent does not respond, or the service does not request a checkpoint. */
export function silent(trigger: CheckpointRules['trigger'], timeoutMs: number): Failure {
  const seconds = timeoutMs / 1000;
  return trigger === 'warm-up'
    ? new Failure(
        'checkpoint-failed',
        `the agent did not respond within ${seconds} s`,
        'check what the JVM is doing, for example with `jcmd PID Thread.print`; if it is idle, please report it',
      )
    : new Failure(
        'checkpoint-failed',
        `the service did not request a checkpoint within ${seconds} s, although \`checkpoint.trigger\` is ${trigger}`,
        'check that org.crac is on its class path and Core.checkpointRestore() is reached, in OSGi that the framework has the property org.osgi.framework.bootdelegation=io.github.ekscrac.crac,jdk.crac.management, or give it more time with `readiness.timeoutSeconds`',
      );
}
