import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import cdk from '../../../../cdk.json';
import { doctorCommand } from '../../../../cli/commands/doctor';
import { sha256 } from '../../../../releases/registry/registry';
import { commandAlone } from '../../../support/unit-command';
import { serve } from '../../../support/unit-http-server';
import { exited, json, ScriptedRunner } from '../../../support/unit-runner';
import type { Reply } from '../../../support/unit-runner';
import { scratch } from '../../../support/unit-scratch';

const { account, connectionArn, region } = cdk.context;
const INDEX = '{"manifests":[]}';
const AFTER = `--region ${region} --output json`;
const TYPE = 'describe-instance-type-offerings --location-type availability-zone --filters';

const CALLS = {
  account: `aws sts get-caller-identity ${AFTER}`,
  bootstrap: `aws ssm get-parameter --name /cdk-bootstrap/hnb659fds/version ${AFTER}`,
  connection: `aws codeconnections get-connection --connection-arn ${connectionArn} ${AFTER}`,
  type: `aws ec2 ${TYPE} Name=instance-type,Values=m7a.large ${AFTER}`,
  cpus: `aws service-quotas get-service-quota --service-code ec2 --quota-code L-1216C47A ${AFTER}`,
};

const RIGHT: Readonly<Record<keyof typeof CALLS, Reply>> = {
  account: json({ Account: account, Arn: 'x' }),
  bootstrap: json({ Parameter: { Value: '21' } }),
  connection: json({ Connection: { ConnectionStatus: 'AVAILABLE' } }),
  type: json({ InstanceTypeOfferings: [{ Location: 'eu-west-1b' }, { Location: 'eu-west-1a' }] }),
  cpus: json({ Quota: { Value: 64 } }),
};

/** What the program prints for these answers of AWS, and its exit code. */
async function doctor(replies: Partial<typeof RIGHT> = {}, change: object | ((host: string) => object) = {}) {
  const { port } = await serve((request, response) => {
    response.writeHead(/\/v2\/$|\/jdk\//.test(request.url ?? '') ? 200 : 404).end(INDEX);
  });
  const image = `127.0.0.1:${port}/jdk@${sha256(INDEX)}`;
  const file = join(scratch(), 'cdk.json');
  const changes = typeof change === 'function' ? (change(`127.0.0.1:${port}`) as object) : change;
  writeFileSync(file, JSON.stringify({ context: { ...cdk.context, jdkImage: image, buildImage: image, ...changes } }));
  const answers: Partial<Record<keyof typeof CALLS, Reply>> = { ...RIGHT, ...replies };
  const script = Object.entries(CALLS).map(([name, call]) => [call, answers[name as keyof typeof CALLS] ?? {}]);
  const runner = new ScriptedRunner(Object.fromEntries(script) as Record<string, Reply>);
  const tools = { runner, facts: () => Promise.reject(new Error('the machine was looked at')), input: process.stdin };
  return { image, ...(await commandAlone(doctorCommand(tools), '--aws', '--file', file)) };
}

describe('`doctor --aws`', () => {
  test('says what is right', async () => {
    const { exitCode, image, stderr, stdout } = await doctor();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      `✔ account: the credentials are of ${account}`,
      '✔ bootstrap: version 21',
      '✔ connection: AVAILABLE',
      '✔ instance type: EC2 has m7a.large in eu-west-1a, eu-west-1b',
      '✔ CPUs of EC2: the quota of CPUs on demand is 64, the reference app needs 16',
      `✔ jdkImage: ${image}`,
      `✔ buildImage: ${image}`,
    ]);
  });

  test('says what is wrong and what to do, and goes on', async () => {
    const zeros = '127.0.0.1:1/maven@sha256:0';
    const replies = {
      account: json({ Account: '444455556666' }),
      bootstrap: exited(254, '\nAn error occurred (ParameterNotFound) when calling the GetParameter operation: \n'),
      connection: json({ Connection: { ConnectionStatus: 'PENDING' } }),
      type: json({ InstanceTypeOfferings: [] }),
      cpus: json({ Quota: { Value: 5 } }),
    };
    const { exitCode, stderr, stdout } = await doctor(replies, { buildImage: zeros });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr: 'error: 6 of 7 checks failed\n  → do what the arrows above say, and run it again\n',
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.slice(0, 10)).toEqual([
      '✘ account: the credentials are of 444455556666',
      `  → log in to ${account}, or correct \`account\` in cdk.json`,
      '✘ bootstrap: An error occurred (ParameterNotFound) when calling the GetParameter operation:',
      `  → npx cdk bootstrap aws://${account}/${region}`,
      '✘ connection: PENDING',
      '  → make the connection, accept it in the console, and write its ARN into cdk.json',
      `✘ instance type: EC2 has m7a.large in no zone of ${region}`,
      '  → choose another `cpuClass` or `region`',
      '✘ CPUs of EC2: the quota of CPUs on demand is 5, the reference app needs 16',
      '  → ask for 16 or more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 16',
    ]);
    expect(lines.at(-2)).toMatch(/^✘ buildImage: registry did not answer GET /);
  });

  test('says that an image does not exist', async () => {
    const { exitCode, stdout } = await doctor({}, (host) => ({ jdkImage: `${host}/none@sha256:0` }));
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(
      /✘ jdkImage: the registry does not have 127\.0\.0\.1:\d+\/none@sha256:0\n {2}→ run npx eks-crac digests\n/,
    );
  });

  test('gives the command for what the credentials may not look at', async () => {
    const denied = exited(
      254,
      'An error occurred (AccessDeniedException) when calling the GetServiceQuota operation: no',
    );
    const { exitCode, stdout } = await doctor({ cpus: denied });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `? CPUs of EC2: these credentials may not look\n  → ${CALLS.cpus.replace(' --output json', '')}\n`,
    );
  });

  test('fails without the AWS CLI', async () => {
    const { exitCode, stderr } = await doctor({ account: { failure: { kind: 'spawn-failed', code: 'ENOENT' } } });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 4,
      stderr:
        'error: the AWS CLI, `aws`, was not found\n  → install version 2 of it, or see docs/pipeline.md for what to check by hand\n',
    });
  });

  test('fails for a context that lacks what it checks', async () => {
    const { exitCode, stderr } = await doctor({}, { connectionArn: undefined });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /^error: the context in .*cdk\.json lacks `connectionArn`\n {2}→ docs\/reference-app\.md says what each key is\n$/,
    );
  });
});
