import { Command } from 'commander';
import { ProcessRunner } from '../../kit/process';
import { reachCluster } from '../rehearsal/cluster';
import { readStarts } from '../releases/pod-starts';
import type { PodStarted } from '../releases/pod-starts';
import { table } from '../releases/table';

interface StatusOptions {
  readonly namespace?: string;
  readonly kubeContext?: string;
  readonly json: boolean;
}

const HEADER = ['Pod', 'Workload', 'Release', 'Ready', 'Start', 'Time (ms)', 'Why'];

/** `status`: how the pods of a cluster started, and why the cold ones did. */
export function statusCommand(runner = new ProcessRunner()): Command {
  return new Command('status')
    .description('list the pods of a cluster: restored, or cold and why, with kubectl')
    .option('-n, --namespace <name>', 'the namespace of the pods (default: all)')
    .option('--kube-context <name>', "the context of the pods' cluster (default: the current one)")
    .option('--json', 'print one JSON document on standard output', false)
    .action((options: StatusOptions) => run(runner, options));
}

async function run(runner: ProcessRunner, { json, kubeContext, namespace }: StatusOptions): Promise<void> {
  const kubectl = await reachCluster(runner, { context: kubeContext });
  const pods = await readStarts(kubectl, namespace);
  process.stdout.write(json ? `${JSON.stringify(pods, undefined, 2)}\n` : table(HEADER, pods.map(rowOf)));
}

function rowOf({ namespace, pod, ready, release, start, workload }: PodStarted): readonly string[] {
  return [
    `${namespace}/${pod}`,
    workload,
    release,
    ready ? 'yes' : 'no',
    start.mode,
    'ms' in start ? start.ms.toFixed(0) : '-',
    'why' in start ? start.why : '',
  ];
}
