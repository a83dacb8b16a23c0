import type { RequestListener } from 'node:http';
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
  readonly script?: Script;
}

/** What a container runtime answers when containers are created and started whose service is a server of the test. */
export async function copyScript(traits: CopyTraits = {}): Promise<Script> {
  const { port } = await serve(traits.listener ?? ((_, response) => response.end('{}')));
  let number = 0;
  const created = (): Reply => ({ stdout: `c${(number += 1)}\n` });
  const bound = { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] };
  return {
    ...traits.script,
    'docker volume create …': {},
    'docker create …': created,
    'docker run --detach …': created,
    'docker cp - …': {},
    'docker start …': {},
    'docker image rm …': {},
    'docker container rm …': {},
    'docker pull …': {},
    'docker container inspect …': () => containerState({ StartedAt: new Date().toISOString(), ...traits.state }, bound),
    'docker logs …': traits.logs ?? { stderr: startLines('restored') },
    // Its own place is the first, so that it comes before what begins alike.
    ...traits.script,
  };
}
