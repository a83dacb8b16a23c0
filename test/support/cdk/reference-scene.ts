import { App, Stack } from 'aws-cdk-lib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cdk from '../../../cdk.json';
import { referenceApp } from '../../../lib/reference-app';
import { RECORD } from '../unit-release-record';
import { scratch } from '../unit-scratch';

export const ALARM_TOPIC = 'arn:aws:sns:eu-west-1:111122223333:on-call';

/** A release of springdemo as its pipeline would make it, with a copy in each store. */
export const SPRINGDEMO = {
  ...RECORD,
  service: 'springdemo',
  repository: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/springdemo',
  host: { ...RECORD.host, cpuClass: 'm7a' },
  stores: [
    { type: 'image' as const },
    { type: 'efs' as const, fileSystemId: 'fs-01234567', accessPointId: 'fsap-01234567', path: '/springdemo/v7' },
    { type: 's3' as const, bucket: 'checkpoints', prefix: 'checkpoints/springdemo/v7' },
  ],
};

/** The reference app with a release, load balancers and alarms, and otherwise as cdk.json configures it. */
export function referenceScene(): { readonly app: App; readonly stack: (id: string) => Stack } {
  const release = join(scratch(), 'release.json');
  writeFileSync(release, JSON.stringify(SPRINGDEMO));
  const app = new App({
    analyticsReporting: false,
    context: { ...cdk.context, ingressCidrs: '203.0.113.0/24', alarmTopic: ALARM_TOPIC, release },
  });
  referenceApp(app);
  return { app, stack: (id) => Stack.of(app.node.findChild(id)) };
}
