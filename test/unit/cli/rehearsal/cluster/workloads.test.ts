import { Kubectl } from '../../../../../cli/rehearsal/cluster/kubectl';
import { dryRunWorkload } from '../../../../../cli/rehearsal/cluster/dry-run';
import { leftOut, workloadsOf } from '../../../../../cli/rehearsal/cluster/workloads';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { RECORD } from '../../../../support/unit-release-record';
import { json, ScriptedRunner } from '../../../../support/unit-runner';

const spec = captureSpec({ run: { port: 8080, env: { TABLE: 'customers', JAVA_TOOL_OPTIONS: '-Xmx64m' } } });

describe('the workloads of a rehearsal', () => {
  test('get the variables of the capture, except those that a workload may not set', () => {
    expect(leftOut(spec)).toEqual(
      new Map([
        [
          'JAVA_TOOL_OPTIONS',
          'options of a JVM are checkpointed with it; set them in `run.env` of the capture, or use `systemProperties`',
        ],
      ]),
    );
    const objects = workloadsOf(spec, RECORD, 'rehearsal').flatMap(({ objects: all }) => all);
    const values = objects.filter(({ kind }) => kind === 'ConfigMap');
    expect(values).toHaveLength(2);
    for (const value of values) expect(value).toMatchObject({ data: { TABLE: 'customers' } });
    expect(JSON.stringify(objects)).not.toContain('JAVA_TOOL_OPTIONS');
  });

  test.each([
    ['nothing', [{ name: 'TABLE' }], false],
    ['the Pod Identity', [{ name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI' }], true],
  ])('are tried as the cluster would create them: it adds %s', async (_, env, identified) => {
    const runner = new ScriptedRunner({
      'kubectl --context dev apply --filename -': {},
      'kubectl --context dev apply --dry-run=server --filename -': {},
      'kubectl --context dev create --dry-run=server --output json --filename -': json({
        spec: { containers: [{ name: 'sidecar' }, { name: 'service', env }] },
      }),
    });
    const [cold] = workloadsOf(spec, RECORD, 'rehearsal');
    expect(await dryRunWorkload(new Kubectl(runner, 'dev'), cold?.objects ?? [])).toBe(identified);
  });
});
