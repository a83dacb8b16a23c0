import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { CaptureHost } from './capture-host';
import { hostSetUp } from './install-commands';
import type { RuntimeLayer } from './runtime-layer';
import { RECORD, RELEASE_VARIABLE, releaseCommand, stageCommand } from './stage-command';
import type { StageInput } from './stage-command';

const FOLDER = '/tmp/eks-crac-stage';

/** What a build downloads: the bundled stage, and the runtime layer, which changes less often. */
export interface StageAssets {
  readonly bundle: Asset;
  readonly layer: Asset;
  /** The folder of the layer below the bundle. */
  readonly layerFolder: RuntimeLayer['folder'];
}

/** Returns the buildspec: it sets up the host, fetches the bundled stage and starts it. The stage does the rest. */
export function stageBuildSpec(scope: Construct, host: CaptureHost, assets: StageAssets, input: StageInput): BuildSpec {
  const { commands, runtimes } = hostSetUp(host, input.spec.publish?.efs !== undefined);
  return BuildSpec.fromObject({
    version: '0.2',
    env: { 'exported-variables': [RELEASE_VARIABLE] },
    phases: {
      install: {
        ...runtimes,
        commands: [
          ...commands,
          ...unpack(assets.bundle, FOLDER),
          ...unpack(assets.layer, `${FOLDER}/${assets.layerFolder}`),
        ],
      },
      build: {
        'on-failure': 'ABORT',
        commands: [stageCommand(scope, `${FOLDER}/stage.js`, input), releaseCommand()],
      },
    },
    artifacts: { files: [RECORD] },
  });
}

function unpack({ s3ObjectUrl }: Asset, folder: string): readonly string[] {
  return [`aws s3 cp --only-show-errors ${s3ObjectUrl} ${FOLDER}.zip`, `unzip -q -o ${FOLDER}.zip -d ${folder}`];
}
