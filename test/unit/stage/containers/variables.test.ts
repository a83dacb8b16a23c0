import { ContainerRuntime } from '../../../../stage/containers';
import { ProcessRunner } from '../../../../kit/process';
import type { RunOptions, RunResult } from '../../../../kit/process';

const SECRET = 'kv7-Qp2x-LL09';

/** Keeps what a process would be started with. */
class KeepingRunner extends ProcessRunner {
  public readonly started: { readonly argv: string; readonly env: RunOptions['env'] }[] = [];

  public override run(argv: readonly string[], { env }: RunOptions = {}): Promise<RunResult> {
    this.started.push({ argv: argv.join(' '), env });
    return Promise.resolve({ stdout: '', stderr: '' });
  }
}

const runner = new KeepingRunner({});
const containers = new ContainerRuntime('docker', runner);
const spec = { image: 'a', labels: {}, network: { kind: 'network', name: 'n', aliases: [] } } as const;
const build = { context: '/a', dockerfile: '/a/Dockerfile', tag: 't', labels: {} };

describe('values of variables', () => {
  test.each<[string, (env: Readonly<Record<string, string>>) => Promise<unknown>]>([
    ['create', (env) => containers.create({ ...spec, env })],
    ['run', (env) => containers.run({ ...spec, env })],
    ['exec', (env) => containers.exec('c', ['true'], { env })],
    ['build', (args) => containers.build({ ...build, args })],
  ])('are in the environment of `%s`, and not in its arguments', async (_, call) => {
    await call({ DATABASE_PASSWORD: SECRET, LINES: `a\n${SECRET}`, EMPTY: '' });
    const { argv, env } = runner.started.at(-1) ?? { argv: '', env: {} };
    expect(argv).toMatch(/ (--env|--build-arg) DATABASE_PASSWORD \1 LINES \1 EMPTY /);
    expect(argv).not.toContain(SECRET);
    expect(env).toEqual({ DATABASE_PASSWORD: SECRET, LINES: `a\n${SECRET}`, EMPTY: '' });
  });

  test.each(['PATH', 'HOME', 'DOCKER_HOST', 'LD_PRELOAD', 'https_proxy', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'GODEBUG'])(
    'are arguments where the client would take %s for its own',
    async (name) => {
      await containers.create({ ...spec, env: { [name]: 'x' } });
      expect(runner.started.at(-1)).toMatchObject({
        argv: expect.stringContaining(`--env ${name}=x`) as string,
        env: {},
      });
    },
  );
});
