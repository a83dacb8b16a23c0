import { utils } from '@aws-quickstart/eks-blueprints';
import { App } from 'aws-cdk-lib';
import { referenceApp } from '../lib/reference-app';

// The add-ons' versions are pinned; logging each of them again is noise.
utils.userLog.settings.minLevel = 3;

const app = new App({ analyticsReporting: false });

referenceApp(app);
app.synth();
