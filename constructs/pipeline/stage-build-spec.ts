import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import type { RuntimeLayer } from './runtime-layer';
import { stageCommand } from './stage-command';
import type { StageInput } from './stage-command';

const NODE_VERSION = 22;
const FOLDER = '/tmp/eks-crac-stage';

// The mount helper would otherwise query the instance metadata for the region, which a build cannot reach.
const INSTALL_EFS = [
  'dnf install --assumeyes --quiet amazon-efs-utils',
  'sed -i "s/^#region = .*/region = $AWS_REGION/" /etc/amazon/efs/efs-utils.conf',
];

/** What a build downloads: the bundled stage, and the runtime layer, which changes less often. */
export interface StageAssets {
  readonly bundle: Asset;
  readonly layer: Asset;
  /** The folder of the layer below the bundle. */
  readonly layerFolder: RuntimeLayer['folder'];
}

/** Returns the buildspec: it fetches the bundled stage and starts it. The stage does everything else. */
export function stageBuildSpec(scope: Construct, assets: StageAssets, input: StageInput): BuildSpec {
  return BuildSpec.fromObject({
    version: '0.2',
    phases: {
      install: {
        'runtime-versions': { nodejs: NODE_VERSION },
        commands: [
          ...unpack(assets.bundle, FOLDER),
          ...unpack(assets.layer, `${FOLDER}/${assets.layerFolder}`),
          ...(input.spec.publish?.efs === undefined ? [] : INSTALL_EFS),
        ],
      },
      build: {
        'on-failure': 'ABORT',
        commands: [stageCommand(scope, `${FOLDER}/stage.js`, input)],
      },
    },
    artifacts: { files: ['release.json'] },
  });
}

function unpack({ s3ObjectUrl }: Asset, folder: string): readonly string[] {
  return [`aws s3 cp --only-show-errors ${s3ObjectUrl} ${FOLDER}.zip`, `unzip -q -o ${FOLDER}.zip -d ${folder}`];
}
