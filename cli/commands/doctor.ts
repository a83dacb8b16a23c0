import { Command, Option } from 'commander';
import { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { examineAccount } from '../doctor/account/examine-account';
import { documentOf, lineOf, requireNothingWrong } from '../doctor/examination';
import type { Examination } from '../doctor/examination';
import { examinePath } from '../doctor/files/examine-path';
import type { Titled } from '../doctor/finding';
import { examineMachine } from '../doctor/machine/examine-machine';
import type { MachineFacts } from '../doctor/machine/facts';
import { readFacts } from '../doctor/machine/read-facts';
import { examinePod } from '../doctor/pod/examine-pod';
import { readPod } from '../doctor/pod/pod-facts';
import { reachCluster } from '../rehearsal/cluster';

interface DoctorOptions {
  readonly aws: boolean;
  readonly file: string;
  readonly pod?: string;
  readonly namespace: string;
  readonly kubeContext?: string;
  readonly json: boolean;
}

/** What `doctor` uses of the world around it. */
export interface DoctorTools {
  readonly runner: ProcessRunner;
  readonly facts: () => Promise<MachineFacts>;
  readonly input: NodeJS.ReadableStream;
}

const TOOLS: DoctorTools = { runner: new ProcessRunner(), facts: readFacts, input: process.stdin };

const AFTER_HELP = `
Without an argument it looks at this machine. It changes nothing.
Exit codes: 0 nothing wrong   2 usage   3 capture spec   4 machine, account or cluster   13 pod   14 a problem that a log names;
of a failed run its own`;

/** `doctor`: says what is wrong with a machine, an account, a spec, a failed run, a log or a pod, and what to do. */
export function doctorCommand(tools: DoctorTools = TOOLS): Command {
  return new Command('doctor')
    .description('say what is wrong, and what to do: with this machine, a capture spec, a failed run, a log or a pod')
    .argument('[path]', "a log, a capture spec, a failed run's folder, or - for a log on standard input")
    .addOption(new Option('--pod <name>', 'look at a pod, with kubectl').conflicts('aws'))
    .option('-n, --namespace <name>', 'the namespace of the pod', 'default')
    .option('--kube-context <name>', "the context of the pod's cluster (default: the current one)")
    .option('--aws', 'look in the AWS account of cdk.json, with the AWS CLI', false)
    .option('--file <file>', 'the cdk.json', 'cdk.json')
    .option('--json', 'print one JSON document on standard output', false)
    .addHelpText('after', AFTER_HELP)
    .action((path: string | undefined, options: DoctorOptions) => run(tools, path, options));
}

async function run(tools: DoctorTools, path: string | undefined, options: DoctorOptions): Promise<void> {
  const shown: Titled[] = [];
  const show = (finding: Titled) => {
    shown.push(finding);
    if (!options.json) process.stdout.write(lineOf(finding));
  };
  const examination = await examine(tools, path, options, show);
  // What takes no time is shown at the end.
  if (shown.length === 0) examination.findings.forEach(show);
  if (options.json) process.stdout.write(documentOf(examination));
  requireNothingWrong(examination);
}

async function examine(
  { facts, input, runner }: DoctorTools,
  path: string | undefined,
  { aws, file, kubeContext, namespace, pod }: DoctorOptions,
  show: (finding: Titled) => void,
): Promise<Examination> {
  if (path !== undefined && (aws || pod !== undefined)) {
    throw new Failure('usage', `${path} and --${aws ? 'aws' : 'pod'} exclude each other`, 'ask for one of them');
  }
  if (path !== undefined) return examinePath(path, input);
  if (aws) return examineAccount(runner, file, show);
  if (pod === undefined) return examineMachine(await facts(), show);
  const kubectl = await reachCluster(runner, { context: kubeContext });
  return examinePod(`${namespace}/${pod}`, await readPod(kubectl, pod, namespace));
}
