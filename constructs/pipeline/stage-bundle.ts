import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors';
import { packageRoot } from '../core/package-root';

const PROGRAM = 'stage.js';

/** The bundled stage program: a folder of this package, created when the package is built. */
export class StageBundle {
  /** The bundle of this package. */
  public static ofPackage(): StageBundle {
    return new StageBundle(join(packageRoot(), 'dist/stage-bundle'));
  }

  public readonly path: string;

  public constructor(path: string) {
    if (!existsSync(join(path, PROGRAM))) {
      throw new UsageError(
        'stage-not-built',
        `the bundled stage program is missing, looked for: ${JSON.stringify(join(path, PROGRAM))}; run npm run build in the package eks-crac, or install the package anew`,
      );
    }
    this.path = path;
  }
}
