import { Failure } from '../../../kit/report/failure';
import type { ProcessRunner } from '../../../kit/process';
import { readCdkJson } from '../../cdk-json';
import type { Examination } from '../examination';
import { titled } from '../finding';
import type { Titled } from '../finding';
import { AwsCli } from './aws-cli';
import { CHECKS, deployment } from './checks';
import type { Deployment } from './checks';

/** Looks in the AWS account for what would make a deployment of the reference app fail; changes nothing. */
export async function examineAccount(
  runner: ProcessRunner,
  file: string,
  show: (finding: Titled) => void,
): Promise<Examination> {
  const context = contextOf(file);
  const aws = new AwsCli(runner, context.region);
  const findings: Titled[] = [];
  for (const { look, title } of CHECKS) {
    const finding = titled(title, await look(aws, context));
    show(finding);
    findings.push(finding);
  }
  return { subject: 'account', name: context.account, findings, code: 'account-not-ready' };
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
