import { promoteAction } from '../../../lambda/promote/promote-action';
import { parseRequest } from '../../../lambda/promote/request';
import { StackScene } from '../../support/unit-stack';

const V8 = { stack: 'shop', release: 'v8' };
const LOOK = { intervalMs: 1, timeoutMs: 100 };

async function scene() {
  const shop = await StackScene.with({ release: 'v8' });
  const { catalogue, stacks } = shop;
  const tools = { stacks, catalogue, patience: { recordMs: 0, busyMs: 60_000 }, id: 'job-1' };
  const act = (token?: string) => promoteAction(tools, V8, token, LOOK);
  return { shop, act };
}

/** Takes an action on, as CodePipeline does, until it ends. */
async function toTheEnd({ act }: Awaited<ReturnType<typeof scene>>) {
  const tokens: string[] = [];
  for (;;) {
    const state = await act(tokens.at(-1));
    if (state.kind === 'done') return { tokens, variables: state.variables };
    tokens.push(state.token);
  }
}

describe('the function that promotes', () => {
  test('goes on from its token until the rollout is over', async () => {
    const made = await scene();
    made.shop.after = [...Array<'UPDATE_IN_PROGRESS'>(300).fill('UPDATE_IN_PROGRESS'), 'UPDATE_COMPLETE'];
    const { tokens, variables } = await toTheEnd(made);
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    expect(variables).toMatchObject({ release: 'v8', previous: 'v7', outcome: 'promoted' });
    expect(made.shop.updates).toHaveLength(1);
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThan(2_048);
  });

  test('finds its own update when it is called twice for one job', async () => {
    const made = await scene();
    made.shop.after = ['UPDATE_IN_PROGRESS'];
    await made.act();
    made.shop.event('UPDATE_IN_PROGRESS', 'User Initiated', undefined, made.shop.updates[0]?.ClientRequestToken);
    made.shop.looks = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'];
    expect(await made.act()).toMatchObject({ kind: 'done' });
    expect(made.shop.updates).toHaveLength(1);
  });

  test('refuses a name that moves, and says why', () => {
    expect(() => parseRequest({ stack: 'shop', release: 'latest' })).toThrow(
      'request of the function is not valid:\n  - `release` has the wrong form, got: "latest"; write the name of the release, v and its number; what `latest` is changes, and a rollback would take another one',
    );
  });
});
