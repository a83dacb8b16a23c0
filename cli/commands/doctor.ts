import { Command } from 'commander';
import { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { readCdkJson } from '../cdk-json';
import { AwsCli } from '../doctor/aws-cli';
import { CHECKS, deployment } from '../doctor/checks';
import type { Deployment, Finding } from '../doctor/checks';

interface DoctorOptions {
  readonly file: string;
}

/** `doctor`: looks in the AWS account, before a deployment, for what would make it fail; changes nothing. */
export function doctorCommand(runner: ProcessRunner = new ProcessRunner()): Command {
  return new Command('doctor')
    .description('check, with calls that only read, what a deployment of the reference app needs of its AWS account')
    .requiredOption('--aws', 'look in the account of cdk.json, with the AWS CLI')
    .option('--file <file>', 'the cdk.json', 'cdk.json')
    .action(({ file }: DoctorOptions) => run(runner, file));
}

async function run(runner: ProcessRunner, file: string): Promise<void> {
  const context = contextOf(file);
  const aws = new AwsCli(runner, context.region);
  let wrong = 0;
  for (const { look, title } of CHECKS) {
    const finding = await look(aws, context);
    process.stdout.write(`${line(title, finding)}\n`);
    if (finding.state === 'wrong') wrong += 1;
  }
  if (wrong === 0) return;
  throw new Failure(
    'account-not-ready',
    `${wrong} of ${CHECKS.length} checks failed`,
    'do what the arrows above say, and run it again',
  );
}

function line(title: string, finding: Finding): string {
  switch (finding.state) {
    case 'right':
      return `✔ ${title}: ${finding.text}`;
    case 'wrong':
      return `✘ ${title}: ${finding.text}\n  → ${finding.remedy}`;
    case 'unknown':
      return `? ${title}: these credentials may not look\n  → ${finding.command}`;
  }
}

function contextOf(file: string): Deployment {
  const read = deployment.safeParse(readCdkJson(file).context);
  if (read.success) return read.data;
  const names = read.error.issues.map(({ path }) => `\`${path.join('.')}\``);
  throw new Failure(
    'usage',
    `the context in ${file} lacks ${names.join(', ')}`,
    'docs/reference-app.md says what each key is',
  );
}
