import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StageMessage } from '../../../../contract';
import { inspectHost } from '../../../../stage/codebuild/inspect-host';
import { captureSpec } from '../../../support/unit-capture-spec';
import { failureOf } from '../../../support/unit-failure';
import { scratch } from '../../../support/unit-scratch';

const cpu = (vendor: string, family: number, model: number) =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: Some CPU\n`;
const ZEN_4 = cpu('AuthenticAMD', 25, 17);
const GRAVITON_3 = 'processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd40\n';

interface Host {
  readonly kernel?: string;
  readonly cpuinfo?: string;
  readonly cgroup?: string;
}

/** A folder that looks like the root of a host, as far as it is read. */
function hostWith({ cgroup = '0::/init\n', cpuinfo = ZEN_4, kernel = '6.1.161-183.298.amzn2023' }: Host): string {
  const root = scratch();
  const files = { 'proc/sys/kernel/osrelease': `${kernel}\n`, 'proc/cpuinfo': cpuinfo, 'proc/self/cgroup': cgroup };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function inspect(host: Host, spec: object = {}, anyCpu = false): readonly StageMessage[] {
  const reported: StageMessage[] = [];
  const reporter = { report: (message: StageMessage) => void reported.push(message) };
  inspectHost({ spec: captureSpec({ cpuClass: { name: 'm7a' }, ...spec }), anyCpu, reporter, root: hostWith(host) });
  return reported;
}

describe('the capture host of a build', () => {
  test('is reported: kernel, CPU and control groups', () => {
    expect(inspect({})).toEqual([
      {
        code: 'host-read',
        kernel: '6.1.161-183.298.amzn2023',
        processor: 'AuthenticAMD family 25 model 17',
        cgroups: 'cgroup v2',
      },
    ]);
    expect(inspect({ cgroup: '4:memory:/docker/x\n1:name=systemd:/\n' })).toEqual([
      expect.objectContaining({ cgroups: 'cgroup v1' }),
    ]);
  });

  test('is refused with a kernel that the engine cannot capture on', async () => {
    const kernel = '4.14.336-257.566.amzn2.x86_64';
    expect(await failureOf(() => inspect({ kernel }))).toEqual({
      code: 'host-unsuitable',
      message: "the capture host runs Linux 4.14.336-257.566.amzn2.x86_64, and engine 'criu' needs 5.9 or newer",
      remedy:
        'give the pipeline CaptureHost.ec2(), with a `machineImage` that has a newer kernel, or set `engine.type` to an engine that needs none',
    });
    expect(() => inspect({ kernel }, { engine: { type: 'warp' } })).not.toThrow();
  });

  test('is refused with a CPU of another class', async () => {
    const cpuinfo = cpu('AuthenticAMD', 23, 49);
    expect(await failureOf(() => inspect({ cpuinfo }))).toEqual({
      code: 'host-unsuitable',
      message:
        "the CPU of the capture host is AuthenticAMD family 23 model 49, and that of CPU class 'm7a' is AuthenticAMD family 25 model 17",
      remedy:
        'give the capture host an `instanceType` of the class, or the pipeline CaptureHost.onDemand(), which accepts any CPU',
    });
    expect(() => inspect({ cpuinfo }, {}, true)).not.toThrow();
  });

  test.each([
    ['m7i', cpu('GenuineIntel', 6, 143)],
    ['m7g', GRAVITON_3],
    ['m8g', GRAVITON_3.replace('0xd40', '0xd4f')],
    ['local', 'what no kernel writes'],
    ['own', cpu('GenuineIntel', 6, 106)],
  ])('is accepted for CPU class %s', (name, cpuinfo) => {
    expect(() => inspect({ cpuinfo }, { cpuClass: { name } })).not.toThrow();
  });

  test('is this machine, unless a test says otherwise', () => {
    const reporter = { report: () => undefined };
    const spec = captureSpec({ engine: { type: 'warp' } });
    expect(() => inspectHost({ spec, anyCpu: false, reporter })).not.toThrow();
  });
});
