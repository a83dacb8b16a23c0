import { readRelease, RECORD_TYPE } from '../../../../releases/records';
import { STEP_LINES } from '../../../support/containers/steps';
import type { Scene } from '../../../support/containers/scene';
import type { Fault } from '../fault';
import { wrongOfRelease } from './judged-run';
import { ofStage, rehearse } from './stage-fault';

const RELEASED = { outcome: 'released' } as const;

export const RECORDS: readonly Fault[] = [
  ofStage('record', RELEASED, {
    id: 'two-builds',
    injects: 'two builds of one version at the same time, and a third of the unchanged service',
    strike: twoBuilds,
  }),
  ofStage('record', RELEASED, {
    id: 'number-taken',
    injects: 'the next number is claimed by a run that nothing is known of',
    strike: numberTaken,
  }),
  ofStage('record', RELEASED, {
    id: 'record-of-the-future',
    injects: 'a record with an unknown schema, and a run that was killed',

    strike: (scene) => besideAbandoned(scene, { schema: 99 }),
  }),
  ofStage('record', RELEASED, {
    id: 'record-damaged',
    injects: 'a record that is none, and a run that was killed',
    strike: (scene) => besideAbandoned(scene, 'no record'),
  }),
];

async function twoBuilds(scene: Scene): Promise<string | undefined> {
  scene.smallService({});
  const endings = await Promise.all([rehearse(scene), rehearse(scene)]);
  const failed = endings.find(({ exitCode }) => exitCode !== 0);
  if (failed !== undefined) return `one of two runs failed\n${failed.stderr}`;
  const names = ['v1', 'v2', 'v3'];
  const wrong = await wrongOfRelease(scene, await rehearse(scene), names);
  if (wrong !== undefined) return wrong;
  const records = await Promise.all(names.map((name) => readRelease(scene.repository, name)));
  const digests = records.flatMap((record) => [record?.images.service.digest, record?.images.checkpoint.digest]);
  if (new Set(digests).size !== digests.length) return `two releases have the same image: ${digests.join()}`;
  const runs = records.map((record) => record?.run ?? '').sort();
  return runs.join() === [...scene.runs()].sort().join() ? undefined : `the records are of the runs ${runs.join()}`;
}

async function numberTaken(scene: Scene): Promise<string | undefined> {
  const { repository } = scene.smallService({});
  await repository.putArtifact('v1-claim', {
    artifactType: 'application/vnd.eks-crac.claim.v1+json',
    document: {},
    annotations: {},
  });
  return wrongOfRelease(scene, await rehearse(scene), ['v2']);
}

/** A later version of this program has released, and a run of this one was killed: neither must stop a new run. */
async function besideAbandoned(scene: Scene, document: unknown): Promise<string | undefined> {
  const program = scene.smallService({}).start();
  await program.line(`… ${STEP_LINES.gate}`);
  program.signal('SIGKILL');
  await program.ended();
  const { repository } = scene;
  const digest = await repository.putArtifact('v1-record', { artifactType: RECORD_TYPE, document, annotations: {} });
  const ending = await rehearse(scene);
  if (!ending.stderr.includes('cleaned up after run ')) return `the killed run was not cleaned up\n${ending.stderr}`;
  if ((await repository.manifest('v1-record'))?.digest !== digest) return 'the record was changed';
  await repository.deleteDigest(digest);
  return wrongOfRelease(scene, ending, ['v2']);
}
