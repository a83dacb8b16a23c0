import { credentialsOf } from '../../../stage/credentials';
import type { Capture } from '../../../stage/capture';
import { ProcessRunner } from '../../../kit/process';
import { StateFolder } from '../../../stage/run/state-folder';
import { runStage } from '../../../stage/stage';
import type { StageContext } from '../../../stage/context/stage-context';
import { captureSpec } from '../../support/unit-capture-spec';
import { PUBLISHED } from '../../support/unit-context';
import { containersOf } from '../../support/unit-containers';
import { failureOf } from '../../support/unit-failure';
import { FakeRegistry } from '../../support/unit-registry';
import { RECORD } from '../../support/unit-release-record';
import { scratch } from '../../support/unit-scratch';

type Afterwards = (capture: Capture) => Promise<unknown>;

// Everything up to the release succeeded.
jest.mock('../../../stage/capture', () => ({
  capture: (_: StageContext, afterwards: Afterwards) => afterwards({ published: PUBLISHED, record: RECORD }),
}));

test('a run that is interrupted while the release is measured keeps the release, and names it', async () => {
  const { repository } = await FakeRegistry.start();
  const abort = new AbortController();
  const lists: [string, object][] = ['container', 'network', 'volume', 'image'].map((kind) => [
    `docker ${kind} ls …`,
    {},
  ]);
  const platform = {
    containers: containersOf({ ...Object.fromEntries(lists), 'docker image rm …': {} }).containers,
    runner: new ProcessRunner(),
    state: new StateFolder(scratch()),
    images: { tools: 'tools:1', buildArguments: {} },
    keepsFailures: true,
    credentials: credentialsOf,
    secrets: () => Promise.resolve([]),
    reporter: { report: () => undefined },
    signal: abort.signal,
    repository: () => repository,
    defaultRepository: () => repository.repository,
  };
  const measuring = runStage(platform, { spec: captureSpec(), specFolder: scratch(), keep: false }, () => {
    abort.abort();
    return Promise.reject(new Error('the measuring was cut off'));
  });
  expect(await failureOf(measuring)).toEqual({
    code: 'interrupted',
    message: 'the run was interrupted',
    remedy: 'nothing is left running and v7 is released; run it again',
  });
});
