import { credentialsOf } from '../../../stage/credentials';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageMessage } from '../../../contract';
import { RegistryRepository } from '../../../releases/registry/registry';
import { RECORD_TYPE } from '../../../releases/records';
import { ProcessRunner } from '../../../kit/process';
import { Run } from '../../../stage/run/run';
import { StateFolder } from '../../../stage/run/state-folder';
import { runStage } from '../../../stage/stage';
import type { StagePlatform } from '../../../stage/context/platform';
import { captureSpec } from '../../support/unit-capture-spec';
import { containersOf } from '../../support/unit-containers';
import { failureOf } from '../../support/unit-failure';
import { FakeRegistry } from '../../support/unit-registry';
import type { ScriptedRunner } from '../../support/unit-runner';
import { exited } from '../../support/unit-runner';
import { RECORD } from '../../support/unit-release-record';
import { scratch } from '../../support/unit-scratch';

const EMPTY = Object.fromEntries(
  ['container', 'network', 'volume', 'image'].flatMap((kind) => [
    [`docker ${kind} ls …`, {}],
    [`docker ${kind} rm …`, {}],
  ]),
);

interface Traits {
  readonly script?: ConstructorParameters<typeof ScriptedRunner>[0];
  readonly signal?: AbortSignal;
  readonly repository?: string;
}

function platformOf({ repository = '127.0.0.1:1/customers', script = EMPTY, signal }: Traits = {}) {
  const reported: StageMessage[] = [];
  const { containers, runner } = containersOf(script);
  const platform: StagePlatform = {
    containers,
    runner: new ProcessRunner(),
    state: new StateFolder(scratch()),
    images: { tools: 'tools:1', buildArguments: {} },
    keepsFailures: true,
    credentials: credentialsOf,
    secrets: () => Promise.resolve([]),
    reporter: { report: (message) => reported.push(message) },
    signal: signal ?? new AbortController().signal,
    repository: (name) => new RegistryRepository(name),
    defaultRepository: () => repository,
  };
  return { platform, reported, runner };
}

const nothing = () => Promise.resolve(undefined);
const input = (spec = captureSpec()) => ({ spec, specFolder: scratch(), keep: false });
const left = (platform: StagePlatform) => (existsSync(platform.state.runs) ? readdirSync(platform.state.runs) : []);

describe('a run of the stage', () => {
  test('ends before the first step when it is interrupted', async () => {
    const registry = await FakeRegistry.start();
    const { platform } = platformOf({ signal: AbortSignal.abort(), repository: registry.repository.repository });
    expect(await failureOf(runStage(platform, input(), nothing))).toEqual({
      code: 'interrupted',
      message: 'the run was interrupted',
      remedy: 'nothing is left running and nothing was released; run it again',
    });
    expect(left(platform)).toEqual([]);
  });

  test('reports a failed step, and removes what it created', async () => {
    const registry = await FakeRegistry.start();
    const script = {
      ...EMPTY,
      'docker container ls …': { stdout: 'c1\nc2\n' },
      'docker logs …': { stdout: 'hello\n' },
      'docker cp …': exited(1, 'Could not find the file'),
    };
    const { platform, reported, runner } = platformOf({ script, repository: registry.repository.repository });
    const given = input();
    expect((await failureOf(runStage(platform, given, nothing))).code).toBe('build-failed');
    expect(reported.map(({ code }) => code)).toEqual([
      ...['run-started', 'step-started', 'step-failed', 'failure-kept'],
    ]);
    expect(readdirSync(platform.state.failures)).toHaveLength(1);
    expect(runner.lines).toEqual(expect.arrayContaining(['docker container rm --force --volumes c1']));
    expect(left(platform)).toEqual([]);
  });

  test('reports the first error when the clean-up fails too, and leaves the clean-up to the next run', async () => {
    const registry = await FakeRegistry.start();
    const script = { 'docker container ls …': exited(1, 'it is busy') };
    const { platform, reported } = platformOf({ script, repository: registry.repository.repository });
    expect((await failureOf(runStage(platform, input(), nothing))).code).toBe('build-failed');
    const [run] = left(platform);
    expect(reported.at(-1)).toEqual({
      code: 'warning',
      text: `run ${run!} could not be cleaned up, the next run will try again: docker container exited with code 1: it is busy`,
    });
  });

  /** Begins a run, and makes its process one that is gone. */
  function deadRun(platform: StagePlatform, repository: string): Run {
    const dead = Run.begin(platform.state, repository);
    const journal = join(dead.folder, 'journal.json');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"startedAt":"\d+"/, '"startedAt":"1"'));
    return dead;
  }

  test('cleans up after a run though there is a release record that it cannot read', async () => {
    const registry = await FakeRegistry.start();
    const { repository } = registry.repository;
    const { platform, reported } = platformOf({ repository });
    const dead = deadRun(platform, repository);
    registry.put(dead.candidate.service, '{}');
    await registry.repository.putArtifact('v1-record', {
      artifactType: RECORD_TYPE,
      annotations: {},
      document: { ...RECORD, schema: 99 },
    });
    expect((await failureOf(runStage(platform, input(), nothing))).code).toBe('build-failed');
    expect(reported[0]).toMatchObject({ code: 'swept' });
    expect(left(platform)).toEqual([]);
  });

  test('cleans up after a run whose process is gone', async () => {
    const registry = await FakeRegistry.start();
    const { platform, reported } = platformOf({
      script: { ...EMPTY, 'docker network ls …': { stdout: 'n1\n' } },
      repository: registry.repository.repository,
    });
    const dead = deadRun(platform, registry.repository.repository);
    const digest = registry.put(dead.candidate.service, '{}');
    await failureOf(runStage(platform, input(), nothing));
    expect(reported[0]).toEqual({
      code: 'swept',
      run: dead.id,
      removed: ['network n1', `${registry.repository.repository}@${digest}`],
    });
    expect(registry.tags.size).toBe(0);
    expect(left(platform)).toEqual([]);
  });
});
