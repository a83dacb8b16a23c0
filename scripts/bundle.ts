import { packagePath } from '../stage/package-path';
import { bundleStage } from './bundle-stage';

void bundleStage(packagePath('dist/stage-bundle'));
