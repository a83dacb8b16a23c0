import { statusCommand } from '../../../../cli/commands/status';
import { commandAlone } from '../../../support/unit-command';
import { exited, json, ScriptedRunner } from '../../../support/unit-runner';

const LINE = { 'eks-crac': 'start', event: 'decided', ms: 41.4, release: 'v7', deadlineMs: 3000 };

const pod = (name: string, ready: boolean) => ({
  metadata: {
    name,
    namespace: 'shop',
    labels: { 'eks-crac-workload': 'customers', 'app.kubernetes.io/version': 'v7' },
  },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

const log = (name: string) => `kubectl --context shop logs ${name} …`;

function status(...options: readonly string[]) {
  const runner = new ScriptedRunner({
    'kubectl config get-contexts …': { stdout: 'shop\n' },
    'kubectl --context shop get pods …': json({ items: [pod('a', true), pod('b', true), pod('c', false)] }),
    [log('a')]: { stdout: `${JSON.stringify({ ...LINE, mode: 'restored', reason: '' })}\nhello\n` },
    [log('b')]: { stdout: `${JSON.stringify({ ...LINE, mode: 'cold', reason: 'deadline', detail: 'after 3 s' })}\n` },
    [log('c')]: exited(1, 'container "service" is waiting to start: ContainerCreating'),
  });
  return { runner, ran: commandAlone(statusCommand(runner), '--kube-context', 'shop', ...options) };
}

describe('`status`', () => {
  test('says of each pod whether it was restored, or why not', async () => {
    const { exitCode, stdout } = await status().ran;
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Pod', 'Workload', 'Release', 'Ready', 'Start', 'Time (ms)', 'Why'],
      ['shop/a', 'customers', 'v7', 'yes', 'restored', '41'],
      ['shop/b', 'customers', 'v7', 'yes', 'cold', '41', 'deadline: after 3 s'],
      ['shop/c', 'customers', 'v7', 'no', 'unknown', '-', 'container "service" is waiting to start: ContainerCreating'],
      [''],
    ]);
  });

  test('prints one document with --json, and looks into one namespace', async () => {
    const { ran, runner } = status('--json', '--namespace', 'shop');
    const [first] = JSON.parse((await ran).stdout) as object[];
    expect(first).toEqual({
      ...{ namespace: 'shop', pod: 'a', workload: 'customers', release: 'v7', ready: true },
      start: { mode: 'restored', ms: 41.4 },
    });
    expect(runner.lines[1]).toContain('get pods --namespace shop --selector eks-crac-workload');
  });
});
