import { App } from 'aws-cdk-lib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cdk from '../../../cdk.json';
import { readConfig } from '../../../lib/reference-config';
import { RECORD } from '../../support/unit-release-record';
import { scratch } from '../../support/unit-scratch';

const config = (change: Readonly<Record<string, unknown>> = {}) =>
  readConfig(new App({ context: { ...cdk.context, ...change } }).node);

describe('the configuration of the reference app', () => {
  test('is complete in cdk.json', () => {
    const read = config();
    expect(read.availabilityZones).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(read.cpuClass.name).toBe('m7a');
    expect(read.release).toBeUndefined();
  });

  test('accepts other availability zones', () => {
    expect(config({ availabilityZones: 'us-west-1a,us-west-1c' }).availabilityZones).toEqual([
      'us-west-1a',
      'us-west-1c',
    ]);
  });

  test.each([
    ['eu-central-1', 'a,b,c'],
    ['ap-northeast-1', 'a,c,d'],
    ['ca-central-1', 'a,b,d'],
  ])('has zones that accounts of %s have: %s', (region, zones) => {
    expect(config({ region }).availabilityZones).toEqual(zones.split(',').map((zone) => `${region}${zone}`));
  });

  test('accepts addresses that may call the services', () => {
    expect(config().ingressCidrs).toEqual([]);
    expect(config({ ingressCidrs: '192.0.2.0/24,203.0.113.7/32' }).ingressCidrs).toHaveLength(2);
  });

  test('accepts the release of a file', () => {
    const file = join(scratch(), 'release.json');
    writeFileSync(file, JSON.stringify(RECORD));
    expect(config({ release: file }).release?.name).toBe('v7');
  });

  test('uses release.json once it exists', () => {
    const folder = scratch();
    jest.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(config().release).toBeUndefined();
    writeFileSync(join(folder, 'release.json'), JSON.stringify(RECORD));
    expect(config().release?.name).toBe('v7');
    jest.restoreAllMocks();
  });

  test('accepts addresses that may reach the API server', () => {
    expect(config().apiServerCidrs).toEqual([]);
    expect(config({ apiServerCidrs: '192.0.2.0/24,203.0.113.7/32' }).apiServerCidrs).toEqual([
      '192.0.2.0/24',
      '203.0.113.7/32',
    ]);
  });

  test.each([
    [{ account: '1111' }, '`account` has the wrong form, got: "1111"; write the AWS account, twelve digits'],
    [{ region: undefined }, '`region` is missing; write the AWS region, for example eu-west-1'],
    [
      { availabilityZones: 'eu-west-1a' },
      '`availabilityZones` has the wrong form, got: "eu-west-1a"; write at least two availability zones of the region, separated by commas; three of them if left out',
    ],
    [
      { region: 'us-west-1' },
      '`availabilityZones` is missing, and in us-west-1 they differ by account; write two that `aws ec2 describe-availability-zones --region us-west-1` lists',
    ],
    [
      { ingressCidrs: 'everybody' },
      '`ingressCidrs` has the wrong form, got: "everybody"; write addresses that may call the services through load balancers, separated by commas: 192.0.2.0/24',
    ],
    [
      { repository: 'eks-crac' },
      '`repository` has the wrong form, got: "eks-crac"; write the source repository, owner/name',
    ],
    [
      { cpuClass: 't3' },
      '`cpuClass` must be "m7i", "m7a", "m7g" or "m8g", got: "t3"; write the CPU class: m7i, m7a, m7g or m8g',
    ],
    [
      { apiServerCidrs: 'everybody' },
      '`apiServerCidrs` has the wrong form, got: "everybody"; write addresses from which the API server can be reached besides the VPC, separated by commas: 192.0.2.0/24',
    ],
    [
      { release: 'nowhere.json' },
      '`release` names a file that does not exist, got: "nowhere.json"; write the file that `eks-crac release --out` wrote',
    ],
  ])('rejects %j', (change, problem) => {
    expect(() => config(change)).toThrow(
      new Error(`CDK context (cdk.json, or -c key=value) is not valid:\n  - ${problem}`),
    );
  });

  test('rejects a release that is not JSON', () => {
    const file = join(scratch(), 'release.json');
    writeFileSync(file, 'v7');
    expect(() => config({ release: file })).toThrow(
      new Error(
        `CDK context (cdk.json, or -c key=value) is not valid:\n  - \`release\` names a file that is not JSON, got: ${JSON.stringify(file)}; write the file that \`eks-crac release --out\` wrote`,
      ),
    );
  });
});
