import type { Scene } from '../../../support/containers/scene';
import type { Expected, Fault } from '../fault';
import { FaultyRegistry } from './faulty-registry';
import type { Rule, Treatment } from './faulty-registry';
import { wrongOfEnding, wrongOfFailure, wrongOfRelease } from './judged-run';
import { ofStage, rehearse } from './stage-fault';

const FORBIDDEN = { status: 403 };
const BROKEN = { status: 500 };

type Fails = Extract<Expected, { outcome: 'fails' }>;

const publishFails = (cause: RegExp): Fails => ({ outcome: 'fails', code: 'publish-failed', cause });

interface Row {
  readonly id: string;
  readonly injects: string;
  readonly expected: Fails;
  /** Whether nothing answers any more, so that the run cannot clean up. */
  readonly gone?: boolean;
  readonly rule: () => Rule;
}

/** Requests of a method whose path fits get the treatment, and all others are passed on. */
const only =
  (method: string, path: RegExp, treatment: Treatment): (() => Rule) =>
  () =>
  (given, url) =>
    given === method && path.test(url) ? treatment : 'pass';

/** Every request after one of this kind is cut off. */
function goneAfter(method: string, path: RegExp): Rule {
  let gone = false;
  return (given, url) => {
    if (gone) return 'cut off';
    gone = given === method && path.test(url);
    return 'pass';
  };
}

const CANDIDATE = /\/manifests\/candidate-\S+-checkpoint$/;

const ROWS: readonly Row[] = [
  {
    id: 'registry-down-at-push',
    injects: 'the registry is gone at the push',
    expected: publishFails(/could not be pushed: /),
    rule: only('POST', /\/blobs\/uploads\//, 'cut off'),
  },
  {
    id: 'registry-denies-push',
    injects: 'the registry denies the push',

    expected: publishFails(/could not be pushed: /),
    rule: only('POST', /\/blobs\/uploads\//, FORBIDDEN),
  },
  {
    id: 'registry-full',
    injects: 'the registry has no space for a layer',
    expected: publishFails(/could not be pushed: /),
    rule: only('PUT', /\/blobs\/uploads\//, BROKEN),
  },
  {
    id: 'registry-gone-after-push',
    injects: 'the registry is gone after the push',
    gone: true,
    expected: publishFails(/could not be pulled: |registry did not answer/),
    rule: () => goneAfter('PUT', CANDIDATE),
  },
  {
    id: 'registry-refuses-claim',
    injects: 'the registry refuses the claim of a number',
    expected: publishFails(/registry answered 500 to PUT \S+v1-claim/),
    rule: only('PUT', /\/manifests\/v1-claim/, BROKEN),
  },
  {
    id: 'registry-refuses-tag',
    injects: 'the registry refuses the tag vN',
    expected: publishFails(/registry answered 500 to PUT \S+\/v1: /),
    rule: only('PUT', /\/manifests\/v1$/, BROKEN),
  },
  {
    id: 'registry-refuses-checkpoint-tag',
    injects: 'the registry takes the tag vN, and refuses vN-checkpoint',
    expected: publishFails(/registry answered 500 to PUT \S+\/v1-checkpoint: /),
    rule: only('PUT', /\/manifests\/v1-checkpoint$/, BROKEN),
  },
  {
    id: 'registry-refuses-record',
    injects: 'the registry refuses the record',

    expected: publishFails(/registry answered 500 to PUT \S+\/v1-record: /),
    rule: only('PUT', /\/manifests\/v1-record$/, BROKEN),
  },
  {
    id: 'registry-gone-at-record',
    injects: 'the connection to the registry is cut off while the record is written',
    expected: publishFails(/registry did not answer PUT \S+\/v1-record: /),
    rule: only('PUT', /\/manifests\/v1-record$/, 'cut off'),
  },
];

const SLOW: Fault = ofStage(
  'registry',
  { outcome: 'released' },
  {
    ...{ id: 'registry-slow', injects: 'every answer of the registry takes 100 ms more' },
    strike: (scene) =>
      behind(
        scene,
        () => ({ delayMs: 100 }),
        async () => wrongOfRelease(scene, await rehearse(scene), ['v1']),
      ),
  },
);

/** The answer is lost, not the record: the release exists, and what exists is whole. */
const ANSWER_LOST: Fault = ofStage(
  'record',
  { outcome: 'released' },
  {
    ...{ id: 'record-answer-lost', injects: 'the record is written, and the answer of the registry is lost' },
    strike: (scene) =>
      behind(scene, only('PUT', /\/manifests\/v1-record$/, 'cut off after')(), async () => {
        const { exitCode } = await rehearse(scene);
        return exitCode === 0
          ? 'the lost answer was not noticed'
          : wrongOfRelease(scene, await rehearse(scene), ['v1', 'v2']);
      }),
  },
);

export const REGISTRY: readonly Fault[] = [
  ...ROWS.map((row) => ofStage('registry', row.expected, { ...row, strike: failing(row) })),
  SLOW,
  ANSWER_LOST,
];

/** The run fails and leaves nothing; where the registry was gone, the next run removes what is left, and releases. */
function failing({ expected, gone = false, rule }: Row) {
  return (scene: Scene) =>
    behind(scene, rule(), async (registry) => {
      const ending = await rehearse(scene);
      if (!gone) return wrongOfFailure(scene, ending, expected);
      const wrong = wrongOfEnding(ending, expected);
      if (wrong !== undefined) return wrong;
      if ((await scene.releases()).length > 0) return 'a release was published';
      registry.repair();
      return wrongOfRelease(scene, await rehearse(scene), ['v1']);
    });
}

async function behind<T>(scene: Scene, rule: Rule, work: (registry: FaultyRegistry) => Promise<T>): Promise<T> {
  const registry = await FaultyRegistry.start(rule);
  try {
    scene.smallService({ publish: { repository: `${registry.host}/${scene.service}` } });
    return await work(registry);
  } finally {
    await registry.stop();
  }
}
