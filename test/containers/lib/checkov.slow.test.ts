import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProcessRunner } from '../../../kit/process';
import { pythonTools } from '../../support/python/python-tools';
import { synthesise, templatesIn } from './synthesise';

const MINUTES = 60_000;

const report = z.object({
  summary: z.object({ passed: z.number(), resource_count: z.number() }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

const CDK = /^(ClusterBlueprintctKubectlProvider\w+|AWSCDKCfnUtilsProviderCustomResourceProviderHandler)$/;
const SETTLE = /^EksCracSettleFunction$/;

/** Why a check fails, by the resources of which that is the reason. */
const ANSWERS: readonly (readonly [check: string, resources: RegExp, reason: string])[] = [
  [
    'CKV_AWS_116',
    CDK,
    'CloudFormation waits for the answer of a custom resource: an event that is lost fails the stack',
  ],
  [
    'CKV_AWS_116',
    SETTLE,
    'CloudFormation waits for the answer of a custom resource: an event that is lost fails the stack',
  ],
  ['CKV_AWS_115', CDK, 'CloudFormation alone calls it; a reserve would be taken from the rest of the account'],
  ['CKV_AWS_115', SETTLE, 'CloudFormation alone calls it; a reserve would be taken from the rest of the account'],
  ['CKV_AWS_173', CDK, 'the variables are a name, a path and an ARN'],
  ['CKV_AWS_117', /^AWSCDKCfnUtils\w+$/, 'it answers CloudFormation and calls nothing else'],
  ['CKV_AWS_117', SETTLE, 'it calls the API of EKS, and nothing in the network'],
  [
    'CKV_AWS_158',
    /Logs$/,
    'CloudWatch Logs encrypts them; they hold no secret that a key of its own would keep better',
  ],
  ['CKV_AWS_18', /AccessLogs$/, 'it is the access log of another bucket'],
  ['CKV_AWS_21', /AccessLogs$/, 'a log is written once and expires'],
  ['CKV_AWS_21', /^PipelineReleasesArtifactsBucket$/, 'an artifact is read once, by the next action, and expires'],
  ['CKV_AWS_119', /Customers$/, 'the tables of a sample; DynamoDB encrypts them with its own key'],
  ['CKV_AWS_111', /^PipelineFleetRoleDefaultPolicy$/, 'CodeBuild refuses the role of a fleet that is limited further'],
];

/** The logical id without its hash. */
const nameOf = (resource: string) => resource.replace(/^.*\./, '').replace(/[0-9A-F]{8}$/, '');

test(
  "each of checkov's failures has an answer, and each answer a failure",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eks-crac-checkov-'));
    try {
      await synthesise(folder);
      const checkov = join(await pythonTools('checkov.txt'), 'checkov');
      const files = templatesIn(folder).flatMap((file) => ['--file', file]);
      const options = [
        '--framework',
        'cloudformation',
        '--skip-download',
        '--soft-fail',
        '--compact',
        '--output',
        'json',
      ];
      const { stdout } = await new ProcessRunner().run([checkov, ...options, ...files], { timeoutMs: 5 * MINUTES });
      const { results, summary } = report.parse(JSON.parse(stdout));
      expect(summary.passed).toBeGreaterThan(400);
      const failures = results.failed_checks.map(({ check_id: check, resource }) => ({
        check,
        name: nameOf(resource),
      }));
      const answers = ({ check, name }: (typeof failures)[number]) =>
        ANSWERS.filter(([id, resources]) => id === check && resources.test(name));
      expect(failures.filter((failure) => answers(failure).length !== 1)).toEqual([]);
      expect(ANSWERS.filter((answer) => !failures.some((failure) => answers(failure).includes(answer)))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  10 * MINUTES,
);
