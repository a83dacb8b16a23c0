import type { RequestListener } from 'node:http';
import { gate } from '../../stage/steps/gate/gate';
import type { Proven, Pushed } from '../../stage/steps/states';
import { captureSpec } from './unit-capture-spec';
import { contextOf, PROVEN } from './unit-context';
import { copyScript } from './unit-copies';
import type { CopyTraits } from './unit-copies';

export const NOT_LIKE = 'restored from the pushed image is not like the captured service';

/** A candidate whose service answered one request of the gate. */
export const pushed: Pushed = {
  ...PROVEN,
  answers: [{ status: 200, body: '{"id":1,"name":"a"}', headers: {}, ms: 1 }],
};

/** A copy that answers like the captured service. */
export const SAME: RequestListener = (_, response) => response.end('{"name":"a","id":7}');

/** What the last gate reported. */
export const reported = () => context.reported;
let context: ReturnType<typeof contextOf>;

/** Runs the gate on copies with these traits. */
export async function prove(
  traits: CopyTraits,
  gateSpec: object = {},
  state: Pushed = pushed,
  keep = false,
): Promise<Proven> {
  const spec = captureSpec({ gate: { restores: 2, requests: [{ path: '/customers' }], ignore: ['id'], ...gateSpec } });
  const over = new AbortController();
  context = contextOf({ spec, script: await copyScript(traits), signal: over.signal, keep });
  try {
    return await gate.run(context, state);
  } finally {
    // The other copy may still be awaited; the stage ends it in the same way.
    over.abort();
  }
}
