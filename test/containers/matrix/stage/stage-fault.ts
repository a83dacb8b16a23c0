import type { Ending } from '../../../support/containers/cli-process';
import { Scene } from '../../../support/containers/scene';
import { wordsOf } from '../fault';
import type { Expected, Fault, Group } from '../fault';

/** A push that is cut off is tried again for more than a minute by the container runtime. */
const DEADLINE_MS = 300_000;

/** A whole run of the scene's spec. */
export function rehearse(scene: Scene): Promise<Ending> {
  return scene.start().ended(DEADLINE_MS);
}

/** A fault of the stage, in a scene of its own: answers what is wrong, or undefined when it ended well. */
export interface StageFault {
  readonly id: string;
  readonly injects: string;
  readonly strike: (scene: Scene) => Promise<string | undefined>;
}

/** A fault of the stage as a row of the matrix. */
export function ofStage(group: Group, expected: Expected, { id, injects, strike }: StageFault): Fault {
  const run = async () => {
    const scene = new Scene();
    const began = performance.now();
    try {
      const wrong = await strike(scene);
      const ms = performance.now() - began;
      return { outcome: wrong === undefined ? wordsOf(expected) : 'another', ms, wrong };
    } finally {
      await scene.dispose();
    }
  };
  return { id, group, injects, expected, run };
}
