import { examineMachine } from '../../../../cli/doctor/machine/examine-machine';
import type { MachineFacts, RuntimeFacts } from '../../../../cli/doctor/machine/facts';

const NOW = Date.parse('2026-01-02T03:04:05Z');

interface Traits extends Partial<Omit<MachineFacts, 'read' | 'output'>> {
  readonly files?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, string>>;
}

const docker = (info: object = {}, version = '28.5.2'): RuntimeFacts => ({
  kind: 'answers',
  program: 'docker',
  version,
  info: { operatingSystem: 'Debian GNU/Linux 13', kernel: '6.12.48', cgroups: '2', time: NOW, ...info },
});

const FILES = { '/proc/1/status': 'Name:\tsystemd\nSeccomp:\t0\n', '/proc/sys/kernel/yama/ptrace_scope': '1\n' };

function machine({ files = FILES, programs = { timedatectl: 'yes\n' }, ...facts }: Traits = {}): MachineFacts {
  return {
    ...{ platform: 'linux', arch: 'x64', kernel: '6.12.48', stateDir: '/state', freeBytes: 50e9, now: NOW },
    runtime: docker(),
    read: (path) => (files as Record<string, string>)[path],
    output: ([program = '']) => Promise.resolve(programs[program]),
    ...facts,
  };
}

/** What is found of one thing on a machine. */
async function found(title: string, traits: Traits) {
  const { findings } = await examineMachine(machine(traits), () => undefined);
  return findings.find((one) => one.title === title)!;
}

test('a machine on which a rehearsal runs is right in everything', async () => {
  const { findings } = await examineMachine(machine(), () => undefined);
  expect(findings.map(({ state, text, title }) => `${state} ${title}: ${text}`)).toEqual([
    'right system: Linux',
    'right architecture: amd64',
    'right container runtime: docker 28.5.2 on Debian GNU/Linux 13',
    'right kernel: Linux 6.12.48; engine criu needs 5.9, warp 4.14',
    'right control groups: version 2',
    'right seccomp: no filter on the first process',
    'right tracing: kernel.yama.ptrace_scope is 1',
    'right disk: 50.0 GB free at /state',
    'right clock: synchronized',
  ]);
});

const WSL = {
  kernel: '6.6.87.2-microsoft-standard-WSL2',
  runtime: docker({ kernel: '6.6.87.2-microsoft-standard-WSL2' }),
};

const SYSTEMS: readonly [string, string, Traits, 'right' | 'wrong' | 'unknown', RegExp][] = [
  ['WSL2', 'system', { ...WSL, programs: { wslinfo: 'nat\n' } }, 'right', /^WSL2, networking nat$/],
  ['WSL2 of old', 'system', { ...WSL, programs: {} }, 'right', /^WSL2$/],
  [
    'WSL2, mirrored',
    'system',
    { ...WSL, programs: { wslinfo: 'mirrored\n' } },
    'wrong',
    /^WSL2 with mirrored networking/,
  ],
  ['WSL1', 'system', { kernel: '4.4.0-19041-Microsoft' }, 'wrong', /^WSL1, which has no Linux kernel$/],
  ['macOS', 'system', { platform: 'darwin', kernel: '25.1.0' }, 'unknown', /^macOS: containers run in a virtual Linux/],
  ['Windows', 'system', { platform: 'win32', kernel: '10.0.26100' }, 'wrong', /^Windows: the programs for containers/],
  ['another system', 'system', { platform: 'freebsd' }, 'wrong', /^freebsd: there is no container runtime$/],
  ['Graviton', 'architecture', { arch: 'arm64' }, 'right', /^arm64$/],
  ['another processor', 'architecture', { arch: 's390x' }, 'wrong', /^s390x$/],
  [
    'an old kernel',
    'kernel',
    { runtime: docker({ kernel: '5.4.0-216' }) },
    'wrong',
    /^Linux 5\.4\.0-216, and engine criu needs 5\.9/,
  ],
  [
    'a kernel of macOS',
    'kernel',
    { platform: 'darwin', kernel: '25.1.0', runtime: { kind: 'none', why: [] } },
    'unknown',
    /^no container/,
  ],
  [
    'a virtual machine',
    'kernel',
    { platform: 'darwin', kernel: '25.1.0', runtime: docker({ kernel: '6.10.14-linuxkit' }) },
    'right',
    /^Linux 6\.10/,
  ],
  [
    'Docker Desktop',
    'container runtime',
    { runtime: docker({ operatingSystem: 'Docker Desktop' }) },
    'unknown',
    /^docker 28\.5\.2 on Docker Desktop, a virtual machine$/,
  ],
  [
    'no runtime',
    'container runtime',
    { runtime: { kind: 'none', why: ['docker is not installed'] } },
    'unknown',
    /^none answers \(docker is not installed\)/,
  ],
  [
    'an old Docker',
    'container runtime',
    { runtime: { kind: 'unsuitable', text: 'Docker is old', remedy: 'update it' } },
    'wrong',
    /^Docker is old$/,
  ],
  [
    'old control groups',
    'control groups',
    { runtime: docker({ cgroups: '1' }) },
    'unknown',
    /^version 1: a release that is captured here/,
  ],
  [
    'control groups as seen',
    'control groups',
    { runtime: docker({ cgroups: '' }), files: { '/sys/fs/cgroup/cgroup.controllers': 'cpu' } },
    'right',
    /^version 2$/,
  ],
  [
    'control groups of nobody',
    'control groups',
    { platform: 'darwin', runtime: { kind: 'none', why: [] } },
    'unknown',
    /^no container runtime says/,
  ],
  [
    'a filter',
    'seccomp',
    { files: { '/proc/1/status': 'Seccomp:\t2\n' } },
    'unknown',
    /^the first process has a filter/,
  ],
  ['no status', 'seccomp', { files: {} }, 'unknown', /^whether the first process has a filter cannot be seen$/],
  [
    'no tracing',
    'tracing',
    { files: { '/proc/sys/kernel/yama/ptrace_scope': '3' } },
    'wrong',
    /^kernel\.yama\.ptrace_scope is 3/,
  ],
  [
    'tracing by capability',
    'tracing',
    { files: { '/proc/sys/kernel/yama/ptrace_scope': '2' } },
    'right',
    /scope is 2, which/,
  ],
  ['no Yama', 'tracing', { files: {} }, 'right', /^Yama does not restrict it$/],
  [
    'a full disk',
    'disk',
    { freeBytes: 1.2e9 },
    'wrong',
    /^1\.2 GB free at \/state, and a rehearsal of a small service takes 5 GB$/,
  ],
  ['a clock that is off', 'clock', { programs: { timedatectl: 'no\n' } }, 'wrong', /^the clock is not synchronized$/],
  ['a clock that nobody watches', 'clock', { programs: {} }, 'unknown', /^whether it is synchronized cannot be seen/],
  [
    'a virtual machine that slept',
    'clock',
    { runtime: docker({ time: NOW - 3_600_000 }) },
    'wrong',
    /^the clock of the container runtime differs by 3600 s$/,
  ],
];

test.each(SYSTEMS)('%s: %s', async (_, title, traits, state, text) => {
  const finding = await found(title, traits);
  expect(finding.state).toBe(state);
  expect(finding.text).toMatch(text);
  if (finding.state !== 'right') expect(finding.remedy.length).toBeGreaterThan(8);
});

test('the remedy for mirrored networking names the setting and how it takes effect', async () => {
  expect(await found('system', { ...WSL, programs: { wslinfo: 'mirrored\n' } })).toMatchObject({
    remedy: 'set `networkingMode=nat` in the file .wslconfig of your Windows user, and run `wsl --shutdown`',
  });
});

test('macOS and Windows name what works there', async () => {
  for (const platform of ['darwin', 'win32'] as const) {
    expect(await found('system', { platform })).toMatchObject({
      remedy: expect.stringContaining('`init`, `release`, `digests`, `doctor` and the synthesis work here') as string,
    });
  }
});

test('each finding is shown as soon as it is there', async () => {
  const shown: string[] = [];
  const { findings } = await examineMachine(machine(), ({ title }) => shown.push(title));
  expect(shown).toEqual(findings.map(({ title }) => title));
});
