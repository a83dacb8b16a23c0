import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../../../engines';
import { scratch } from '../../support/unit-scratch';
import { fakeCriu, fakeJava } from './fake-engines';
import { program } from './program';

/** A port that only the fake /proc knows. */
export const PORT = 8080;
/** The process id that the fake CRIU gives its service. */
export const SERVICE = 300;

export interface Line extends Record<string, unknown> {
  readonly event: string;
  readonly ms: number;
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What `start` wrote when it had decided, and at the end. */
  readonly decision: Line | undefined;
  readonly line: Line | undefined;
  readonly ms: number;
}

interface Machine {
  readonly flags?: string;
  readonly bounding?: string;
  readonly cgroup?: string;
  readonly locked?: number;
  readonly uid?: number;
}

export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the program, for example `env a.b=c`. */
  readonly before?: readonly string[];
  /** What the fake engine does; see fake-engines.ts. */
  readonly fake?: { readonly does?: string; readonly report?: string; readonly service?: string };
  /** Whether `start` is PID 1 of its container. @default true */
  readonly pid1?: boolean;
  /** Whether the container has a user namespace of its own, as a pod with `hostUsers: false` has. @default false */
  readonly ownUsers?: boolean;
}

/** A container of one process tree, whose PID 1 is what comes after it. */
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
const OWN_USERS = '--map-root-user';

/** A runtime layer with fake engines, a checkpoint, a guard folder and its own /proc. */
export class FakeLayer {
  public readonly home = scratch();

  public constructor() {
    for (const directory of ['bin', 'checkpoint', 'guard', 'proc/self', 'proc/net']) {
      mkdirSync(join(this.home, directory), { recursive: true });
    }
    for (const name of ['start', 'capture', 'capture-jvm', 'capture-bare', 'seed', 'tool']) {
      symlinkSync(program ?? 'absent', join(this.home, name));
    }
    executable(this.path('bin/criu'), fakeCriu);
    executable(this.path('java'), fakeJava);
    writeFileSync(this.path('listening'), SOCKETS);
    writeFileSync(this.path('checkpoint/pages-1.img'), 'x'.repeat(4096));
    writeFileSync(this.path('checkpoint/core-301.img'), 'core');
    this.machine({});
    this.manifest({});
  }

  public path(name: string): string {
    return join(this.home, name);
  }

  public read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Sets the content of /proc. */
  public machine(changed: Machine): void {
    const {
      bounding = '000001ffffffffff',
      cgroup = '0::/\n',
      flags = 'fpu sse sse2 avx2',
      locked = 0,
      uid = 1000,
    } = changed;
    writeFileSync(this.path('proc/cpuinfo'), `processor\t: 0\nflags\t\t: ${flags}\nbugs\t\t: none\n`);
    writeFileSync(
      this.path('proc/self/status'),
      `Name:\tsh\nUid:\t${uid}\t${uid}\nCapBnd:\t${bounding}\nNoNewPrivs:\t${locked}\n`,
    );
    writeFileSync(this.path('proc/self/cgroup'), cgroup);
    for (const table of ['tcp', 'tcp6']) writeFileSync(this.path(`proc/net/${table}`), HEAD);
  }

  public listen(): void {
    writeFileSync(this.path('proc/net/tcp6'), SOCKETS);
  }

  /** Writes the manifest of a checkpoint that a JVM restores itself. */
  public warpManifest(changed: Record<string, string | undefined> = {}, more: readonly string[] = []): void {
    const own = { engine: 'warp', capabilities: '', clock: '0', java: this.path('java'), service: undefined };
    const restore = ENGINES.warp.restoreJvmOptions.map((option) => `restore=${option}`);
    this.manifest({ ...own, ...changed }, [...restore, ...more]);
  }

  public manifest(changed: Record<string, string | undefined>, more: readonly string[] = []): void {
    const values: Record<string, string | undefined> = {
      schema: '1',
      engine: 'criu',
      run: 'r1',
      cpu: 'fpu sse sse2',
      clock: '0.5',
      capabilities: 'CHECKPOINT_RESTORE SYS_PTRACE SETPCAP',
      service: String(SERVICE),
      port: String(PORT),
      later: 'unknown keys are ignored',
      ...changed,
    };
    const lines = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
    const files = ['file=4096 pages-1.img', 'file=4 core-301.img'];
    writeFileSync(this.path('checkpoint/manifest'), [...lines, ...more, ...files, ''].join('\n'));
  }

  public launch(
    command: readonly string[],
    { before = [], env = {}, fake = {}, ownUsers = process.getuid?.() !== 0, pid1 = true }: Launch = {},
  ) {
    const { does = '', report = '', service = 'echo restored out; echo restored err >&2; exit 42' } = fake;
    writeFileSync(
      this.path('fake'),
      `FAKE=${quoted(does)}\nFAKE_REPORT=${quoted(report)}\nFAKE_SERVICE=${quoted(service)}\n`,
    );
    const [file = '', ...words] = [
      ...CONTAINER,
      ...(ownUsers ? [OWN_USERS] : []),
      ...(pid1 ? [] : ['sh', '-c', '"$@"; exit $?', 'sh']),
      ...before,
      this.path('start'),
      ...command,
    ];
    const child = spawn(file, words, {
      env: {
        PATH: process.env['PATH'],
        EKS_CRAC_HOME: this.home,
        EKS_CRAC_PROC: this.path('proc'),
        EKS_CRAC_RUN: 'r1',
        EKS_CRAC_RELEASE: 'v7',
        EKS_CRAC_GUARD: this.path('guard'),
        // A loaded machine takes its time.
        EKS_CRAC_DEADLINE_MS: '20000',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Running(child);
  }
}

/** A container that runs. */
export class Running {
  public readonly ended: Promise<Ended>;
  private stdout = '';
  private stderr = '';

  public constructor(private readonly child: ReturnType<typeof spawn>) {
    const began = Date.now();
    child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString('latin1')));
    child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString('latin1')));
    this.ended = new Promise((done) =>
      child.on('close', (code) => {
        const { stderr, stdout } = this;
        const lines = stderr
          .split('\n')
          .filter((line) => line.startsWith('{"eks-crac":"start"'))
          .map((line) => JSON.parse(line) as Line);
        const decision = lines.find(({ event }) => event === 'decided');
        const line = lines.find(({ event }) => event !== 'decided');
        done({ status: code ?? -1, stdout, stderr, decision, line, ms: Date.now() - began });
      }),
    );
  }

  public said(text: string): Promise<void> {
    return until(() => (this.stdout + this.stderr).includes(text));
  }

  /** Sends a signal to `start`. */
  public signal(name: string): void {
    process.kill(startBelow(this.child.pid ?? 0), `SIG${name}`);
  }
}

function startBelow(pid: number): number {
  const comm = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  if (comm === 'start') return pid;
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return startBelow(Number(child));
}

const HEAD = '  sl  local_address rem_address   st\n';
const SOCKETS = `${HEAD}   0: ${'0'.repeat(32)}:${PORT.toString(16).toUpperCase()} ${'0'.repeat(32)}:0000 0A 0:0\n`;

export function executable(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export async function until(true_: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (true_()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('waited 10 s in vain');
}

/**
 * For suites of `start`: they need Linux, and namespaces, which a container of a build may not give. A machine that can run
 * the tests of CI has both.
 */
export const describeStart: typeof describe =
  program !== undefined && spawnSync(CONTAINER[0] ?? '', [...CONTAINER.slice(1), OWN_USERS, 'true']).status === 0
    ? describe
    : describe.skip;
