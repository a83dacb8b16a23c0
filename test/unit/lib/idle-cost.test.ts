import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../../cdk.json';
import prices from '../../fixtures/prices/us-east-1.json';
import { CaptureHost } from '../../../constructs';
import { referenceApp } from '../../../lib/reference-app';
import { idleCost } from '../../support/cdk/idle-cost';
import type { Resource } from '../../support/cdk/idle-cost';
import { pipelineScene } from '../../support/cdk/pipeline-scene';
import { page, rows } from '../docs/pages';

const LIMIT = 350;

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => jest.restoreAllMocks());

const resourcesOf = (stack: Stack): readonly Resource[] =>
  Object.values((Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources);

const sum = (cost: ReadonlyMap<string, number>) => [...cost.values()].reduce((one, other) => one + other, 0);

describe('the idle reference app, without its service', () => {
  const app = new App({ analyticsReporting: false, context: cdk.context });

  test(`costs less than ${LIMIT} dollars a month, as its page says`, () => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    referenceApp(app);
    const cost = idleCost(app.node.children.filter((child) => Stack.isStack(child)).flatMap(resourcesOf));
    expect(sum(cost)).toBeLessThan(LIMIT);
    const table = rows(page('docs/reference-app.md')).filter(([item = '']) => cost.has(item) || item === 'sum');
    expect(table.map(([item, , dollars]) => [item, dollars])).toEqual([
      ...[...cost].map(([item, dollars]) => [item, String(Math.round(dollars))]),
      ['sum', String(Math.round(sum(cost)))],
    ]);
  });

  test('has prices that say where and when they were read', () => {
    for (const { date, source } of [prices.instances, prices.others, prices.assumed]) {
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(source.length).toBeGreaterThan(20);
    }
  });
});

test('a pipeline with hosts on demand costs nothing for them while idle', () => {
  const cost = (host: CaptureHost) =>
    idleCost(resourcesOf(pipelineScene({ host }).stack).filter(({ Type }) => Type.startsWith('AWS::CodeBuild::')));
  expect(cost(CaptureHost.onDemand()).has('capture host')).toBe(false);
  expect(cost(CaptureHost.ec2()).get('capture host')).toBeCloseTo(126.9, 1);
});

test('a resource whose price is not known is refused', () => {
  expect(() => idleCost([{ Type: 'AWS::RDS::DBInstance' }])).toThrow(
    'whether AWS::RDS::DBInstance is billed while idle is not known',
  );
});
