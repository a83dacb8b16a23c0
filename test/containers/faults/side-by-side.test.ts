import { readRelease } from '../../../stage/registry/releases';
import { Scene } from '../../support/containers/scene';
import { withCompanion } from '../../support/containers/steps';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

test('two concurrent rehearsals, and a third of the unchanged service, have separate numbers and digests', async () => {
  const scene = withCompanion(new Scene());
  try {
    const endings = await Promise.all([scene.rehearse(), scene.rehearse()]);
    for (const { exitCode, stderr } of endings) expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    expect((await scene.rehearse()).exitCode).toBe(0);
    const names = ['v1', 'v2', 'v3'];
    expect(await scene.releases()).toEqual(names);
    const records = await Promise.all(names.map((name) => readRelease(scene.repository, name)));
    const digests = records.flatMap((record) => [record?.images.service.digest, record?.images.checkpoint.digest]);
    expect(new Set(digests).size).toBe(2 * names.length);
    expect(new Set(records.map((record) => record?.run))).toEqual(new Set(scene.runs()));
    await scene.expectNothingLeft(names);
  } finally {
    await scene.dispose();
  }
});
