import { packagePath } from '../kit/package-path';
import { bundleStage } from './bundle-stage';

void bundleStage(packagePath('dist/stage-bundle'));
