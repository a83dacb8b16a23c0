import type { RequestListener } from 'node:http';
import type { RunOptions } from '../../kit/process';
import { containerState } from './unit-containers';
import { serve } from './unit-http-server';
import type { Reply, ScriptedRunner } from './unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

/** What `start` writes until the port listens. */
export const startLines = (
  mode: 'restored' | 'cold',
  reason = mode === 'cold' ? 'disabled' : '',
  more: object = {},
) => {
  const decided = { 'eks-crac': 'start', event: 'decided', mode, reason, ms: 60.5, release: '', deadlineMs: 3000 };
  const listening = { ...decided, event: 'listening', ms: 80 };
  return [decided, listening].map((line) => `${JSON.stringify({ ...line, ...more })}\n`).join('');
};

export interface CopyTraits {
  readonly listener?: RequestListener;
  readonly state?: object;
  readonly logs?: Reply;
  /** What the container runtime says of a copy that got SIGTERM; `cold` if the copy was started cold. */
  readonly ended?: (cold: boolean) => object;
  /** What a copy writes that was started cold. */
  readonly coldLogs?: Reply;
  /** What the container runtime says of a copy that was started cold, before it gets SIGTERM. */
  readonly coldState?: object;
  readonly script?: Script;
}

const GRACEFUL = { Running: false, ExitCode: 143 };

/** What a container runtime answers when containers are created and started whose service is a server of the test. */
export async function copyScript(traits: CopyTraits = {}): Promise<Script> {
  const { port } = await serve(traits.listener ?? ((_, response) => response.end('{}')));
  const bound = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] };
  const containers = new ScriptedContainers(traits);
  const own = without(traits.script, 'docker create …', 'docker logs …');
  return {
    ...own,
    'docker create …': (argv, options) => containers.create(argv, options),
    'docker kill --signal TERM …': (argv) => containers.stop(argv),
    'docker container inspect …': (argv) => containerState(containers.state(argv), bound),
    'docker logs …': (argv, options) => containers.logs(argv, options),
    'docker volume create …': {},
    'docker run --detach …': () => containers.next(),
    'docker cp - …': {},
    'docker start …': {},
    'docker image rm …': {},
    'docker container rm …': {},
    'docker pull …': {},
    // Its own place is the first, so that it comes before what begins alike.
    ...own,
  };
}

/** Remembers which containers were started cold and which got SIGTERM. */
class ScriptedContainers {
  private number = 0;
  private readonly cold = new Set<string>();
  private readonly stopped = new Set<string>();

  public constructor(private readonly traits: CopyTraits) {}

  public next(): Reply {
    return { stdout: `c${(this.number += 1)}\n` };
  }

  public create(argv: readonly string[], options: RunOptions): Reply {
    const own = this.traits.script?.['docker create …'];
    const reply = own === undefined ? this.next() : answer(own, argv, options);
    if (argv.includes('EKS_CRAC_MODE=cold')) this.cold.add((reply.stdout ?? '').trim());
    return reply;
  }

  public stop(argv: readonly string[]): Reply {
    this.stopped.add(argv.at(-1) ?? '');
    return {};
  }

  public state(argv: readonly string[]): object {
    const id = argv.at(-1) ?? '';
    const own = this.cold.has(id) ? this.traits.coldState : undefined;
    const running = { StartedAt: new Date().toISOString(), ...this.traits.state, ...own };
    if (!this.stopped.has(id)) return running;
    return { ...running, ...(this.traits.ended?.(this.cold.has(id)) ?? GRACEFUL) };
  }

  public logs(argv: readonly string[], options: RunOptions): Reply {
    const cold = this.traits.coldLogs ?? { stderr: startLines('cold', 'disabled') };
    if (this.cold.has(argv.at(-1) ?? '')) return cold;
    const own = this.traits.script?.['docker logs …'];
    return own === undefined ? (this.traits.logs ?? { stderr: startLines('restored') }) : answer(own, argv, options);
  }
}

function answer(reply: Script[string] | undefined, argv: readonly string[], options: RunOptions): Reply {
  return typeof reply === 'function' ? reply(argv, options) : (reply ?? {});
}

function without(script: Script | undefined, ...keys: readonly string[]): Script {
  return Object.fromEntries(Object.entries(script ?? {}).filter(([key]) => !keys.includes(key)));
}
