import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { runService } from '../../../../../stage/steps/run-service/run-service';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { copyScript } from '../../../../support/unit-copies';

const OPTIONS = '-XX:-UsePerfData -javaagent:/opt/eks-crac/agent.jar';

/** Returns the options of the command that starts the service for its capture. */
async function started(run: object = {}, imageEnv: readonly string[] = [], checkpoint: object = {}) {
  let argv: readonly string[] = [];
  const spec = captureSpec({ run: { port: 8080, cpu: 0.5, memoryMiB: 256, ...run }, checkpoint });
  const script = await copyScript({
    script: {
      'docker create --label …': (given) => (
        given.includes('/opt/eks-crac/capture') && (argv = given),
        { stdout: 'service\n' }
      ),
    },
  });
  const context = contextOf({ spec, script });
  const config = { ...ASSEMBLED.config, env: imageEnv, entrypoint: ['/entry'], cmd: ['java', '-jar', 'a b.jar'] };
  const running = await runService.run(context, { ...ASSEMBLED, config });
  return { argv, context, running };
}

/** Returns the files copied into the checkpoint folder, and whether that was before the start. */
async function placed(descriptors: readonly object[]) {
  const order: string[] = [];
  const files: Record<string, { mode: number | undefined; text: string }> = {};
  const unpack = async (input: AsyncIterable<unknown>) => {
    const tar = extract();
    Readable.from(input).pipe(tar);
    for await (const entry of tar) {
      let text = '';
      for await (const chunk of entry) text += String(chunk);
      files[entry.header.name] = { mode: entry.header.mode, text };
    }
  };
  const unpacked: Promise<void>[] = [];
  const script = await copyScript({
    script: {
      'docker create --label …': (given) => ({
        stdout: given.includes('/opt/eks-crac/capture') ? 'service\n' : 'other\n',
      }),
      'docker cp - service:/opt/eks-crac/checkpoint': (_, { input }) => {
        order.push('place');
        if (typeof input === 'object') unpacked.push(unpack(input));
        return {};
      },
      'docker start service': () => (order.push('start'), {}),
    },
  });
  const spec = captureSpec({ run: { port: 8080 }, checkpoint: { descriptors } });
  await runService.run(contextOf({ spec, script }), ASSEMBLED);
  await Promise.all(unpacked);
  return { files, order };
}

const NONE = { mode: 0o444, text: '' };
const REST = { port: { mode: 0o444, text: '8080\n' }, hooks: { mode: 0o444, text: 'run\n' } };

describe('run the service', () => {
  test('writes the rules for descriptors before the service starts, which may then request its checkpoint', async () => {
    const { files, order } = await placed([{ action: 'close', kind: 'tcp', pattern: '*:5432' }]);
    expect(order).toEqual(['place', 'start']);
    expect(files).toEqual({ policies: { mode: 0o444, text: 'close tcp *:5432\n' }, allowed: NONE, ...REST });
  });

  test('writes the port of the service, whether hooks run, and empty files without rules', async () => {
    expect((await placed([])).files).toEqual({ policies: NONE, allowed: NONE, ...REST });
  });

  const after = (argv: readonly string[], flag: string) =>
    argv.flatMap((part, index) => (part === flag ? [argv[index + 1]] : []));

  test('passes the image’s command to the engine’s entry point, with the image’s user and the pod’s limits', async () => {
    const { argv, context, running } = await started();
    expect(running.container).toBe('service');
    expect(after(argv, '--entrypoint')).toEqual(['/opt/eks-crac/capture']);
    expect(argv.slice(-5)).toEqual(['candidate:1', '/entry', 'java', '-jar', 'a b.jar']);
    expect(after(argv, '--user')).toEqual(['1000:1000']);
    expect([after(argv, '--cpus'), after(argv, '--memory')]).toEqual([['0.5'], ['256m']]);
    expect(after(argv, '--network')).toEqual([`container:${running.sandbox.container}`]);
    expect(after(argv, '--volume')).toEqual([
      `${context.run.name('checkpoint')}:/opt/eks-crac/checkpoint`,
      `${running.sandbox.tokenMount.volume}:/var/run/secrets/pods.eks.amazonaws.com/serviceaccount`,
    ]);
  });

  test('starts as root with what the set-up takes for a clock in a namespace', async () => {
    const { argv } = await started({}, [], { clock: 'namespace' });
    expect(after(argv, '--user')).toEqual(['0:0']);
    expect(after(argv, '--env')).toContain('EKS_CRAC_USER=1000:1000');
    expect(argv.join(' ')).toMatch(/SYS_TIME/);
    expect((await started()).argv.join(' ')).not.toMatch(/SYS_TIME|SYS_ADMIN|SETUID|SETGID|EKS_CRAC_USER/);
  });

  test('sets the variables of EKS Pod Identity, but no credentials', async () => {
    const { argv } = await started({ env: { MODE: 'ci' } });
    expect(after(argv, '--env')).toEqual([
      'MODE=ci',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials',
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token',
      `EKS_CRAC_JVM_OPTIONS=${OPTIONS}`,
    ]);
    expect(argv.join(' ')).not.toMatch(/secret\b|ASIA1|session/);
  });

  test.each([
    ['the image', {}, ['PATH=/bin', 'JDK_JAVA_OPTIONS=-Xmx1g'], `-Xmx1g ${OPTIONS}`],
    ['the spec', { env: { JDK_JAVA_OPTIONS: '-Xms1g' } }, ['JDK_JAVA_OPTIONS=-Xmx1g'], `-Xms1g ${OPTIONS}`],
  ])('puts the engine’s JVM options behind those of %s where nothing is preloaded', async (_, run, env, options) => {
    const { argv } = await started(run, env, { clock: 'namespace' });
    expect(after(argv, '--env')).toContain(`JDK_JAVA_OPTIONS=${options}`);
    expect(after(argv, '--env').filter((entry) => entry?.startsWith('JDK_JAVA_OPTIONS='))).toHaveLength(1);
  });

  test('leaves the service’s own JVM options alone where the preloaded library has the engine’s', async () => {
    const { argv } = await started({ env: { JDK_JAVA_OPTIONS: '-Xms1g' } });
    expect(after(argv, '--env')).toEqual(
      expect.arrayContaining(['JDK_JAVA_OPTIONS=-Xms1g', `EKS_CRAC_JVM_OPTIONS=${OPTIONS}`]),
    );
  });

  test('makes Spring take its checkpoint only for the trigger on-refresh', async () => {
    const { argv } = await started({}, [], { trigger: 'on-refresh' });
    expect(after(argv, '--env')).toContain(`EKS_CRAC_JVM_OPTIONS=${OPTIONS} -Dspring.context.checkpoint=onRefresh`);
  });
});
