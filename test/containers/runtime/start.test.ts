import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { IMAGES } from '../../../machine/images';
import { buildSecrets } from '../../../stage/containers/build-secrets';

/**
 * The runtime layer with a real CRIU and a real JVM: capture in one container, restore in others, as root and as
 * another user, with each of the shells that images have. Debian with their shell as /bin/sh stands in for Alpine and
 * UBI.
 */
const runtime = resolve(__dirname, '../../../runtime');
const capabilities = ['CHECKPOINT_RESTORE', 'SYS_PTRACE', 'SETPCAP'];
const folder = '/opt/eks-crac/checkpoint';
const prefix = `eks-crac-test-${process.pid}`;
const layer = `${prefix}-layer`;
let work: string;

jest.setTimeout(300_000);

const service = `
import com.sun.net.httpserver.HttpServer;
public class Service {
  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new java.net.InetSocketAddress(8080), 50);
    server.createContext("/", x -> { System.out.println("out"); System.err.println("err"); x.sendResponseHeaders(200, -1); x.close(); });
    server.createContext("/exit", x -> { x.sendResponseHeaders(200, -1); x.close(); new Thread(() -> System.exit(42)).start(); });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("graceful")));
    server.start();
  }
}`;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'eks-crac-test-'));
  writeFileSync(join(work, 'Service.java'), service);
  const secrets = Object.entries(buildSecrets()).flatMap(([id, path]) => ['--secret', `id=${id},src=${path}`]);
  docker('build', '-q', ...secrets, '--build-arg', `DEBIAN=${IMAGES.debian}`, '-t', layer,
    '--build-context', `agent-sources=${resolve(runtime, '../agent/src')}`, runtime); // prettier-ignore
});
afterAll(() => {
  for (const id of docker('ps', '-aq', '--filter', `label=${prefix}`).split('\n').filter(Boolean))
    docker('rm', '-f', id);
  for (const image of docker('images', '--format', '{{.Repository}}', `${prefix}*`).split('\n').filter(Boolean))
    quietly('rmi', '-f', image);
  rmSync(work, { recursive: true, force: true });
});

describe.each([
  ['dash', '0:0', 'true'],
  ['dash', '1000:1000', 'true'],
  ['busybox', '1000:1000', 'ln -sf /bin/busybox /bin/sh'],
  ['bash', '1000:1000', 'ln -sf /bin/bash /bin/sh'],
])('in an image whose shell is %s, as %s', (shell, user, arrange) => {
  const image = `${prefix}-${shell}-${user.split(':')[0]}`;

  beforeAll(() => capture(image, user, arrange));

  test('restores twice at once, each with its own output and status', () => {
    const [first, second] = [restore(image), restore(image)];
    for (const container of [first, second]) expect(answer(container, '/')).toBe(true);
    answer(first, '/exit');
    expect(docker('wait', first)).toBe('42');
    docker('stop', '-t', '20', second);
    expect(docker('wait', second)).toBe('143');
    const { stdout, stderr } = spawnSync('docker', ['logs', second], { encoding: 'utf8' });
    expect(stdout).toBe('out\ngraceful\n');
    expect(stderr).toContain('err\n');
    expect(line(second)).toMatchObject({ mode: 'restored', reason: '' });
    docker('start', second);
    expect(answer(second, '/')).toBe(true);
  });

  test.each<[string, string[]]>([
    ['capabilities', ['--cap-drop', 'SYS_PTRACE']],
    ['restore-failed', ['--security-opt', 'seccomp=builtin']],
    ['run', ['-e', 'EKS_CRAC_RUN=another']],
    ['disabled', ['-e', 'EKS_CRAC_MODE=cold']],
  ])('starts cold: %s', (reason, changed) => {
    const container = restore(image, changed);
    expect(answer(container, '/')).toBe(true);
    expect(line(container)).toMatchObject({ mode: 'cold', reason });
    answer(container, '/exit');
    expect(docker('wait', container)).toBe('42');
  });

  test('starts cold with truncated pages: at once if detected, else at the deadline', () => {
    const files = `pages=$(ls -S ${folder}/pages-*.img | head -1); /usr/bin/truncate -s -4096 $pages`;
    const truncated = change(image, `${image}-truncated`, files);
    expect(answer(restore(truncated), '/')).toBe(true);
    const unseen = change(truncated, `${image}-unseen`, `sed -i /^file=/d ${folder}/manifest`);
    const container = restore(unseen, ['-e', 'EKS_CRAC_DEADLINE_MS=1000']);
    expect(answer(container, '/')).toBe(true);
    expect(line(container)['reason']).toMatch(/^(deadline|restore-failed)$/);
  });
});

function capture(image: string, user: string, arrange: string): void {
  const context = join(work, image);
  const volume = join(context, 'checkpoint');
  mkdirSync(volume, { recursive: true });
  const [uid, gid] = user.split(':').map(Number);
  chownSync(volume, uid!, gid!);
  writeFileSync(join(context, 'Service.java'), service);
  writeFileSync(
    join(context, 'Dockerfile'),
    `FROM ${IMAGES.jdk} AS service
COPY --from=${IMAGES.tools} /usr/bin/busybox /usr/bin/busybox
COPY Service.java /app/
RUN javac -d /app /app/Service.java
FROM service
RUN ${arrange}
COPY --from=${layer} /opt/eks-crac /opt/eks-crac
ENV JDK_JAVA_OPTIONS="-XX:-UsePerfData -XX:+UseSerialGC -Xmx64m" EKS_CRAC_RUN=r1
USER ${user}
ENTRYPOINT ["/opt/eks-crac/start", "java", "-cp", "/app", "Service"]
`,
  );
  docker('build', '-q', '-t', `${image}-v1`, context);
  const container = docker('run', '-d', '--label', prefix, ...shape(), '-v', `${volume}:${folder}`, '--entrypoint', '/opt/eks-crac/capture',
    `${image}-v1`, 'java', '-cp', '/app', 'Service'); // prettier-ignore
  if (!answer(container, '/')) throw new Error(docker('logs', container));
  const pids = readFileSync(join(volume, 'pids'), 'utf8');
  const root = /root=(\d+)/.exec(pids)![1]!;
  docker('exec', '--user', user, container, '/opt/eks-crac/bin/criu', 'dump', '--unprivileged', '--no-default-config', '--tcp-close',
    '-t', root, '-D', folder, '-v4', '-o', 'dump.log'); // prettier-ignore
  expect(docker('wait', container)).toBe('137');
  const images = readdirSync(volume).filter((name) => name.endsWith('.img'));
  const clock = readFileSync('/proc/uptime', 'utf8').split(' ')[0];
  const cpu = /^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))![1];
  const sizes = images.map((name) => `file=${statSync(join(volume, name)).size} ${name}`);
  const head = [
    'schema=1',
    'engine=criu',
    'run=r1',
    `cpu=${cpu}`,
    `clock=${clock}`,
    `capabilities=${capabilities.join(' ')}`,
    'port=8080',
  ];
  writeFileSync(join(volume, 'manifest'), [...head, ...sizes, pids].join('\n'));
  execFileSync('tar', [
    '-C',
    volume,
    '--numeric-owner',
    '--transform',
    `s#^#${folder.slice(1)}/#`,
    '-cf',
    join(context, 'layer.tar'),
    'manifest',
    ...images,
  ]);
  writeFileSync(join(context, 'Dockerfile.layer'), `FROM ${image}-v1\nADD layer.tar /\n`);
  docker('build', '-q', '-t', image, '-f', join(context, 'Dockerfile.layer'), context);
}

/** Returns an image like `image`, changed by a shell command. */
function change(image: string, name: string, command: string): string {
  execFileSync('docker', ['build', '-q', '-t', name, '-'], {
    input: `FROM ${image}\nUSER 0:0\nRUN ${command}\nUSER 1000:1000\n`,
  });
  return name;
}

function shape(): string[] {
  return [
    '--cap-drop',
    'ALL',
    ...capabilities.flatMap((name) => ['--cap-add', name]),
    '--cpus',
    '1',
    '--memory',
    '1g',
    '--security-opt',
    'seccomp=unconfined',
  ];
}

function restore(image: string, changed: string[] = []): string {
  const dropped = changed[0] === '--cap-drop' ? changed[1] : undefined;
  const seccomp = changed.includes('seccomp=builtin');
  const options = shape().filter(
    (option, i, all) => !(option === dropped || (option === '--cap-add' && all[i + 1] === dropped)),
  );
  const usual = seccomp ? options.slice(0, -2) : options;
  return docker('run', '-d', '--label', prefix, ...usual, ...(dropped ? [] : changed), image);
}

/** Sends a request from inside the container, so nothing is published: every image here has bash. */
function answer(container: string, path: string): boolean {
  for (let i = 0; i < 200; i++) {
    const request = `exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 text <&3 && [[ $text == *200* ]]`;
    if (spawnSync('docker', ['exec', container, 'bash', '-c', request]).status === 0) return true;
    spawnSync('sleep', ['0.1']);
  }
  return false;
}

function line(container: string): Record<string, unknown> {
  for (let i = 0; i < 50; i++) {
    const { stderr } = spawnSync('docker', ['logs', container], { encoding: 'utf8' });
    const found = stderr.split('\n').find((text) => text.includes('"eks-crac":"start"'));
    if (found !== undefined) return JSON.parse(found) as Record<string, unknown>;
    spawnSync('sleep', ['0.1']);
  }
  throw new Error(`no line from ${container}`);
}

function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

function quietly(...args: string[]): void {
  spawnSync('docker', args);
}
