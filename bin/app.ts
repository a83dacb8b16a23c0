import { utils } from '@aws-quickstart/eks-blueprints';
import { App } from 'aws-cdk-lib';
import { referenceApp } from '../lib/reference-app';

// Their add-ons' versions are pinned; that they tell each one again is noise.
utils.userLog.settings.minLevel = 3;

const app = new App({ analyticsReporting: false });

referenceApp(app);
app.synth();
