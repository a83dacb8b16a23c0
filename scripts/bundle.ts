import { packagePath } from '../kit/package-path';
import { bundleLambdas } from './bundle-lambda';
import { bundleStage } from './bundle-stage';

void bundleStage(packagePath('dist/stage-bundle'));
void bundleLambdas(packagePath('dist/lambda-bundle'));
