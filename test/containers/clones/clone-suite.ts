import type { ReleaseRecord } from '../../../contract';
import { Scene } from '../../support/containers/scene';
import { rehearse } from '../journeys/rehearsed';
import { RestoredContainer } from '../journeys/restored-container';
import { writeSpecOf } from '../journeys/sample';
import { draw } from './draw';
import { compare } from './equal-values';
import { report } from './report';
import type { CloneService } from './services';

const MINUTES = 60_000;
const CAPTURE_MS = 15 * MINUTES;
const DRAWING_MS = 20 * MINUTES;

/** From each copy. */
const ANSWERS = 1000;

/** Tests what copies of a service give out while they run at the same time. */
export function describeCopies(service: CloneService, counts: readonly number[]): void {
  describe(`restored copies of ${service.name}`, () => {
    let scene: Scene;
    let record: ReleaseRecord;

    beforeAll(async () => {
      // Created here, because scenes of skipped services would not be disposed of.
      scene = new Scene();
      writeSpecOf(scene, `test/fixtures/clones/${service.fixture}/eks-crac.yaml`, service.change);
      ({ record } = await rehearse(scene, 1, CAPTURE_MS));
    }, CAPTURE_MS + MINUTES);
    afterAll(() => scene.dispose());

    test.each(counts)(
      'no session, token or id is the same in %i copies at once',
      async (copies) => {
        try {
          const bases = await startAll(scene, record, copies);
          const draws = await Promise.all(bases.map((base) => draw(base, service.source, ANSWERS)));
          const { drawn, equal, equalOf } = compare(draws.flat());
          report({ service: service.name, copies, drawn, equal });
          expect({ drawn, equal, equalOf }).toEqual({ drawn, equal: 0, equalOf: {} });
        } finally {
          await RestoredContainer.removeAll(scene.containers, record);
        }
      },
      DRAWING_MS,
    );
  });
}

/** Starts copies one after the other, because concurrent restores would exceed the deadline; they then run together. */
async function startAll(scene: Scene, record: ReleaseRecord, copies: number): Promise<readonly string[]> {
  const bases: string[] = [];
  while (bases.length < copies) {
    const copy = await RestoredContainer.start(scene.containers, record);
    expect(await copy.ready()).toMatchObject({ mode: 'restored', reason: '' });
    bases.push(await copy.baseUrl());
  }
  return bases;
}
