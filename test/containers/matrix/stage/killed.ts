import { STEPS } from '../../../../contract';
import type { StepId } from '../../../../contract';
import { processesOf } from '../../../support/containers/leftovers';
import type { Scene } from '../../../support/containers/scene';
import { STEP_LINES, withCompanion } from '../../../support/containers/steps';
import { waitUntil } from '../../../../kit/wait';
import type { Expected, Fault } from '../fault';
import { wrongOfRelease } from './judged-run';
import { ofStage, rehearse } from './stage-fault';

const CLEANED_UP: Expected = { outcome: 'cleaned up' };
const BUILD_MS = 30_000;

/** What is killed in a step, by what nothing can stop. */
export const KILLED: readonly Fault[] = [
  ...STEPS.map((step) =>
    ofStage(step === 'record' ? 'record' : 'stage', CLEANED_UP, {
      ...{ id: `killed-in-${step}`, injects: `the stage is killed in the step ${step}` },
      strike: (scene) => killedIn(withCompanion(scene), step),
    }),
  ),
  ofStage('stage', CLEANED_UP, {
    id: 'killed-while-building',
    injects: 'the stage is killed while the image is built, which goes on',
    strike: killedWhileBuilding,
  }),
];

/** `kill -9` as soon as a step begins; then a second run cleans up, and releases under a number of its own. */
async function killedIn(scene: Scene, step: StepId): Promise<string | undefined> {
  const program = scene.start();
  await program.line(`… ${STEP_LINES[step]}`);
  program.signal('SIGKILL');
  const { signal } = await program.ended();
  if (signal !== 'SIGKILL') return `the run ended before it was killed\n${program.stderr}`;
  const releases = await scene.releases();
  if (releases.length > 0) return `${releases.join()} was published`;
  const claimed = scene.attempts();
  const tagged = await scene.digests();

  const wrong = await wrongOfNext(scene, claimed.length + 1);
  if (wrong !== undefined) return wrong;
  const kept = await Promise.all(tagged.map((digest) => scene.repository.manifest(digest)));
  return kept.every((manifest) => manifest === undefined) ? undefined : 'images of the killed run are left';
}

/** What the killed run had claimed, or was about to, is never used again. */
async function wrongOfNext(scene: Scene, number: number): Promise<string | undefined> {
  const [killed = 'no run'] = scene.runs();
  const next = await rehearse(scene);
  if (!next.stderr.includes(`cleaned up after run ${killed}, which had ended without doing so: `)) {
    return `nothing was cleaned up\n${next.stderr}`;
  }
  return wrongOfRelease(scene, next, [`v${number}`]);
}

/** The builder's client ends by itself or is ended by the next run, whichever comes first. */
async function killedWhileBuilding(scene: Scene): Promise<string | undefined> {
  // Much longer than the next run takes; the build would then leave an image that is never removed.
  const lines = ['ARG BASE_IMAGE', 'FROM ${BASE_IMAGE}', `RUN sleep 60 && echo ${scene.id}`, ''];
  scene.write('Dockerfile', lines.join('\n')).spec({ build: { context: '.' } });
  const program = scene.start();
  await waitUntil<true>({ timeoutMs: BUILD_MS, intervalMs: 100 }, () => {
    const building = processesOf(scene.id).some((command) => / build .*:service /.test(command));
    return Promise.resolve(building ? { found: true } : { seen: 'no build' });
  });
  program.signal('SIGKILL');
  await program.ended();
  return wrongOfNext(scene.spec({}), 1);
}
