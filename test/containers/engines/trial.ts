import type { EngineType } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { Scene } from '../../support/containers/scene';
import type { SpecInput } from '../../support/containers/scene';
import { standInJdk } from '../../support/containers/stand-in-jdk';
import { rehearse } from '../journeys/rehearsed';
import type { Rehearsed } from '../journeys/rehearsed';
import { RestoredContainer } from '../journeys/restored-container';

/** The JDK that a trial runs on. */
export type Jdk = { readonly kind: 'stand-in' } | { readonly kind: 'real'; readonly image: string };

/** One release of the service of these tests, captured with an engine on a JDK. */
export class Trial {
  private constructor(
    public readonly engine: EngineType,
    public readonly jdk: Jdk,
    private readonly scene: Scene,
    public readonly made: Rehearsed,
  ) {}

  public static async of(engine: EngineType, jdk: Jdk, change: Partial<SpecInput> = {}): Promise<Trial> {
    const scene = await sceneOf(engine, jdk, change);
    return new Trial(engine, jdk, scene, await rehearse(scene));
  }

  /** A copy as a pod has it, with fewer capabilities if these are given. */
  public start(
    env: Readonly<Record<string, string>> = {},
    shape: { readonly capabilities?: readonly [] } = {},
  ): Promise<RestoredContainer> {
    return RestoredContainer.start(this.scene.containers, this.made.record, env, { shape });
  }

  public async dispose(): Promise<void> {
    await RestoredContainer.removeAll(this.scene.containers, this.made.record);
    await this.scene.dispose();
  }
}

const LISTENING = { action: 'keep', kind: 'tcp', pattern: '*:8080' } as const;

/** A scene with the spec of the service, of which nothing has run. */
export async function sceneOf(engine: EngineType, jdk: Jdk, change: Partial<SpecInput> = {}): Promise<Scene> {
  const scene = new Scene();
  const base = jdk.kind === 'real' ? jdk.image : await standInJdk(scene.containers);
  const { checkpoint, run, ...others } = change;
  return scene.spec({
    build: { context: packagePath('test/support/engine-service'), args: { BASE_IMAGE: base } },
    engine: { type: engine },
    run: { port: 8080, memoryMiB: 512, ...run, env: { CAPTURED: 'capture', ...run?.env } },
    warmUp: { requests: [{ path: '/count' }], until: { count: 20 } },
    // The service has no hook that closes its listening socket.
    checkpoint: { ...(engine === 'openj9' ? {} : { descriptors: [LISTENING] }), ...checkpoint },
    gate: { requests: [{ path: '/property/java.version' }], deadlineSeconds: 15 },
    ...others,
  });
}
