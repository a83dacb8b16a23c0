import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessRunner } from '../../../../kit/process';
import { identify, isAlive } from '../../../../stage/run/process-identity';
import { Run } from '../../../../stage/run/run';
import { StateFolder } from '../../../../stage/run/state-folder';
import { captureSpec } from '../../../support/unit-capture-spec';
import { scratch } from '../../../support/unit-scratch';

const sleeper = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];

/** Changes the owner of a run to another process. */
function ownedBy(run: Run, owner: { readonly pid: number; readonly startedAt: string }): void {
  const file = join(run.folder, 'journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...journal, owner }));
}

const abandoned = (state: StateFolder) => Run.abandoned(state).map(({ id }) => id);

describe('a run', () => {
  test('has its folder, labels and names from the beginning', () => {
    const state = new StateFolder(scratch());
    const run = Run.begin(state, 'localhost:5055/customers');
    expect(run.id).toMatch(/^\d{14}-[0-9a-f]{8}$/);
    expect(run.folder).toBe(join(state.path, 'runs', run.id));
    expect(run.labels).toEqual({ 'eks-crac.run': run.id, 'eks-crac.state': state.id });
    expect(run.label).toBe(`eks-crac.run=${run.id}`);
    expect(run.name('network')).toBe(`eks-crac-${run.id}-network`);
    expect(run.tag('service')).toBe(`eks-crac/run-${run.id}:service`);
    expect(run.candidate).toEqual({
      service: `candidate-${run.id}`,
      checkpoint: `candidate-${run.id}-checkpoint`,
      volume: `candidate-${run.id}-volume`,
    });
    expect(run.repository).toBe('localhost:5055/customers');
  });

  test('is not abandoned while its process lives, and gone when it has ended', () => {
    const state = new StateFolder(scratch());
    expect(abandoned(state)).toEqual([]);
    const run = Run.begin(state, 'r');
    expect(abandoned(state)).toEqual([]);
    run.end();
    expect(readdirSync(state.runs)).toEqual([]);
  });

  test('is found when its process is dead, with its journal', async () => {
    const state = new StateFolder(scratch());
    const run = Run.begin(state, 'localhost:5055/customers');
    const spec = captureSpec({ publish: { folder: 'out' } });
    run.claim(7, spec, '/services/customers');
    const owner = await new ProcessRunner().start(sleeper);
    ownedBy(run, identify(owner.pid));
    expect(abandoned(state)).toEqual([]);
    await owner.stop();
    const [found] = Run.abandoned(state);
    expect(found?.id).toBe(run.id);
    expect(found?.repository).toBe('localhost:5055/customers');
    expect(found?.claimed()).toEqual({ release: 'v7', spec, specFolder: '/services/customers' });
  });

  test('is not owned by a later process with the same PID', () => {
    const state = new StateFolder(scratch());
    const run = Run.begin(state, 'r');
    const { pid, startedAt } = identify(process.pid);
    expect(startedAt).toMatch(/^\d+$/);
    ownedBy(run, { pid, startedAt: String(Number(startedAt) - 1) });
    expect(abandoned(state)).toEqual([run.id]);
  });

  test.each([
    ['no journal', undefined],
    ['a journal that is being written', '{"owner":{"pid"'],
    ['an empty journal', ''],
  ])('is just starting if its folder has %s', (_, text) => {
    const state = new StateFolder(scratch());
    mkdirSync(state.run('20260102030405-0a1b2c3d'), { recursive: true });
    if (text !== undefined) writeFileSync(join(state.run('20260102030405-0a1b2c3d'), 'journal.json'), text);
    expect(abandoned(state)).toEqual([]);
  });

  test('knows its adopted process groups while they live', async () => {
    const run = Run.begin(new StateFolder(scratch()), 'r');
    expect(run.processes()).toEqual([]);
    const runner = new ProcessRunner();
    const first = await runner.start(sleeper);
    const second = await runner.start(sleeper);
    run.adopt(first.pid);
    run.adopt(second.pid);
    expect(run.processes()).toEqual([first.pid, second.pid]);
    await first.stop();
    expect(run.processes()).toEqual([second.pid]);
    await second.stop();
    expect(run.processes()).toEqual([]);
  });

  test('does not kill another process that got the same PID', () => {
    const run = Run.begin(new StateFolder(scratch()), 'r');
    writeFileSync(join(run.folder, 'processes'), `${JSON.stringify({ pid: process.pid, startedAt: '1' })}\n`);
    expect(run.processes()).toEqual([]);
  });

  test('may have claimed nothing yet', () => {
    expect(Run.begin(new StateFolder(scratch()), 'r').claimed()).toBeUndefined();
  });

  test('removes its work folder at the end', () => {
    const run = Run.begin(new StateFolder(scratch()), 'r');
    const folder = run.workFolder('assemble');
    expect(existsSync(folder)).toBe(true);
    run.end();
    expect(existsSync(folder)).toBe(false);
  });

  test('identifies a process by PID and start time', async () => {
    expect(isAlive(identify(process.pid))).toBe(true);
    const child = await new ProcessRunner().start(sleeper);
    const identity = identify(child.pid);
    expect(isAlive(identity)).toBe(true);
    await child.stop();
    expect(isAlive(identity)).toBe(false);
  });

  describe('the state folder', () => {
    test('has a unique id and a folder for the claims of each repository', () => {
      const state = new StateFolder('/a');
      expect(state.id).toMatch(/^[0-9a-f]{16}$/);
      expect(state.id).toBe(new StateFolder('/b/../a').id);
      expect(state.id).not.toBe(new StateFolder('/b').id);
      expect(state.claims('localhost:5055/customers')).toBe('/a/claims/localhost%3A5055%2Fcustomers');
    });
  });
});
