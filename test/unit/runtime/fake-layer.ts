import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const sources = resolve(__dirname, '../../../runtime');
export const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(
  ([program]) => spawnSync(program!, ['-c', ':']).error === undefined && spawnSync('which', [program!]).status === 0,
);

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
  line: Record<string, unknown>;
  ms: number;
}

/** The fake reports `$FAKE_REPORT` as an agent would, `hang` for never, and restores by running `$EKS_CRAC_FAKE` as the dumped root: descriptors 1, 5 and 4 are what criu would inherit. */
const fakeCriu = `#!/bin/sh
printf '%s\\n' "$*" >"$EKS_CRAC_HOME/argv"
case $FAKE in
  fail) echo 'Error (fake): cannot' >&2; exit 1 ;;
  hang) exec sleep 300 ;;
esac
cat <&8 2>/dev/null | tr '\\0' '\\n' >"$EKS_CRAC_HOME/handover"
case $FAKE_REPORT in
  hang) sleep 3 >/dev/null 2>&1 & ;;
  ?*) printf '%s\\n' "$FAKE_REPORT" >&9 ;;
esac
setsid sh -c '
  sh -c "$FAKE_SERVICE" 4>&- & service=$!
  echo $service >"$EKS_CRAC_HOME/service.pid"
  wait $service; echo $? >&4
' </dev/null 2>&5 5>&- 8<&- 9>&- &
while [ ! -s "$EKS_CRAC_HOME/service.pid" ]; do sleep 0.01; done
`;

/**
 * Stands in for the java of a JDK with Warp: records what it was given, and simulates a listening socket. It stays the
 * process that was started, like a JVM.
 */
const fakeJava = `#!/bin/sh
printf '%s\\n' "$@" >"$EKS_CRAC_HOME/java.argv"
env >"$EKS_CRAC_HOME/java.env"
case $FAKE in
  fail) echo 'Restore failed due to incompatible or missing CPU features' >&2; exit 1 ;;
  hang) exec sleep 300 ;;
esac
cp "$EKS_CRAC_HOME/listening" "$EKS_CRAC_HOME/proc/net/tcp6"
eval "$FAKE_SERVICE"
`;

/** A runtime layer with a fake criu, a checkpoint, a guard folder and its own /proc. */
export class FakeLayer {
  public readonly home = mkdtempSync(join(tmpdir(), 'eks-crac-start-'));

  private constructor(
    private readonly shell: readonly string[],
    public readonly port: number,
  ) {
    const home = this.home;
    for (const directory of ['bin', 'checkpoint', 'guard', 'proc/self', 'proc/net'])
      mkdirSync(join(home, directory), { recursive: true });
    symlinkSync(join(sources, 'parts'), join(home, 'parts'));
    for (const tool of ['chmod', 'cp', 'env', 'ln', 'mkdir', 'rm', 'sleep', 'tail', 'timeout', 'wc']) {
      symlinkSync(spawnSync('which', [tool], { encoding: 'utf8' }).stdout.trim(), join(home, 'bin', tool));
    }
    executable(join(home, 'bin/criu'), fakeCriu);
    executable(join(home, 'java'), fakeJava);
    writeFileSync(join(home, 'listening'), this.sockets());
    writeFileSync(join(home, 'checkpoint/pages-1.img'), 'x'.repeat(4096));
    writeFileSync(join(home, 'checkpoint/core-301.img'), 'core');
    this.machine({});
    this.manifest({});
  }

  public static async create(shell: readonly string[]): Promise<FakeLayer> {
    return new FakeLayer(shell, await freePort());
  }

  public remove(): void {
    const file = join(this.home, 'service.pid');
    if (existsSync(file)) spawnSync('kill', ['-KILL', readFileSync(file, 'utf8').trim()]);
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Sets the content of /proc; `net` is the real one, for sockets. */
  public machine(changed: { uptime?: string; flags?: string; bounding?: string; locked?: number; uid?: number }): void {
    const {
      uptime = '1000.08',
      flags = 'fpu sse sse2 avx2',
      bounding = '000001ffffffffff',
      locked = 0,
      uid = 1000,
    } = changed;
    writeFileSync(join(this.home, 'proc/uptime'), `${uptime} 1.00\n`);
    writeFileSync(join(this.home, 'proc/cpuinfo'), `processor\t: 0\nflags\t\t: ${flags}\nbugs\t\t: none\n`);
    writeFileSync(
      join(this.home, 'proc/self/status'),
      `Name:\tsh\nUid:\t${uid}\t${uid}\nCapBnd:\t${bounding}\nNoNewPrivs:\t${locked}\n`,
    );
    for (const table of ['tcp', 'tcp6'])
      writeFileSync(join(this.home, 'proc/net', table), '  sl  local_address rem_address   st\n');
  }

  public listen(): void {
    writeFileSync(join(this.home, 'proc/net/tcp6'), this.sockets());
  }

  /** Uses this machine's running clock, for tests that wait for a deadline. */
  public realClock(): void {
    rmSync(join(this.home, 'proc/uptime'));
    symlinkSync('/proc/uptime', join(this.home, 'proc/uptime'));
  }

  /** Writes the manifest of a checkpoint that a JVM restores itself. */
  public warpManifest(changed: Record<string, string | undefined> = {}): void {
    const none = { root: undefined, service: undefined };
    this.manifest({ engine: 'warp', capabilities: '', clock: '0', java: join(this.home, 'java'), ...none, ...changed });
  }

  private sockets(): string {
    const hex = this.port.toString(16).toUpperCase().padStart(4, '0');
    return `  sl  local_address remote_address st\n   0: ${'0'.repeat(32)}:${hex} ${'0'.repeat(32)}:0000 0A 0:0\n`;
  }

  public manifest(changed: Record<string, string | undefined>): void {
    const service = join(this.home, 'service.pid');
    const values: Record<string, string | undefined> = {
      schema: '1',
      engine: 'criu',
      run: 'r1',
      cpu: 'fpu sse sse2',
      clock: '999.99',
      capabilities: 'CHECKPOINT_RESTORE SYS_PTRACE SETPCAP',
      root: '999999998',
      service: '999999999',
      port: String(this.port),
      later: 'unknown keys are ignored',
      ...changed,
    };
    const lines = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
    writeFileSync(
      join(this.home, 'checkpoint/manifest'),
      [...lines, 'file=4096 pages-1.img', 'file=4 core-301.img', ''].join('\n'),
    );
    rmSync(service, { force: true });
  }

  public launch(command: string[], env: Record<string, string> = {}) {
    const child = spawn(this.shell[0]!, [...this.shell.slice(1), join(sources, 'start'), ...command], {
      env: {
        PATH: process.env['PATH'],
        EKS_CRAC_HOME: this.home,
        EKS_CRAC_PROC: join(this.home, 'proc'),
        EKS_CRAC_RUN: 'r1',
        EKS_CRAC_RELEASE: 'v7',
        EKS_CRAC_GUARD: join(this.home, 'guard'),
        FAKE: '',
        FAKE_SERVICE: 'echo restored out; echo restored err >&2; exit 42',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const began = Date.now();
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const ended = new Promise<Ended>((done) =>
      child.on('close', (code, signal) => {
        const text = stderr.split('\n').find((line) => line.includes('"eks-crac":"start"'));
        done({
          status: code ?? -1,
          stdout,
          stderr: signal ?? stderr,
          line: JSON.parse(text ?? '{}') as Record<string, unknown>,
          ms: Date.now() - began,
        });
      }),
    );
    return { child, ended, said: (text: string) => until(() => (stdout + stderr).includes(text)) };
  }
}

function executable(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

export async function until(true_: () => boolean): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (true_()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('waited 5 s in vain');
}

/** Whether a descendant of a process runs with this argument. */
export function runs(ancestor: number, argument: string): boolean {
  return readdirSync('/proc').some((entry) => {
    const pid = Number(entry);
    if (!(pid > 0)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument) && descends(pid, ancestor);
    } catch (error) {
      // The process has ended since the list was read.
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  });
}

function descends(pid: number, ancestor: number): boolean {
  if (pid <= 1) return false;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return parent === ancestor || descends(parent, ancestor);
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
