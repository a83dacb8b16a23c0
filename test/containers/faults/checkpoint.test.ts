import { readdirSync } from 'node:fs';
import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { dropping } from '../../support/containers/shim';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

describe('a checkpoint that cannot be written or restored', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test('names seccomp when the container runtime keeps its default profile, and its folder tells the doctor', async () => {
    scene.shim(dropping('--security-opt', 'seccomp=unconfined'));
    const ending = await scene.rehearse();
    expectFailure(ending, {
      code: 'checkpoint-failed',
      cause:
        /^criu dump exited with code \d+: a seccomp filter is on [^]*suspending seccomp failed: Operation not permitted/,
      remedy: /^run the capture with seccomp `unconfined`/,
    });
    const folder = /^logs of the failed run: ([^;]+);/m.exec(ending.stderr)?.[1] ?? '';
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['dump.log', 'failure.json', 'service.out.log']));
    const doctor = await scene.run(['doctor', folder, '--json']);
    expect(doctor.exitCode).toBe(9);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      subject: 'run',
      findings: [
        { title: `${scene.service}, step checkpoint`, text: expect.stringContaining('seccomp filter') as string },
      ],
    });
    await scene.expectNothingLeft();
  });

  test('names the capabilities when one is missing', async () => {
    scene.shim(dropping('--cap-add', 'SYS_PTRACE'));
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause: /^criu could not be run in the container: a program has file capabilities[^]*operation not permitted/i,
      remedy: /^add CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP to the container/,
    });
    await scene.expectNothingLeft();
  });

  test('names time namespaces when the capture gets none', async () => {
    scene.spec({ checkpoint: { clock: 'namespace' } }).shim(dropping('--cap-add', 'SYS_ADMIN'));
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause:
        /^the capture container could not get its own clock, without which timers hang after a restore: Operation not permitted$/,
      remedy: /^capture on Linux 5\.6 or newer with time namespaces/,
    });
    await scene.expectNothingLeft();
  });

  test('says that the disk is full where the checkpoint is written', async () => {
    const options = '--opt type=tmpfs --opt device=tmpfs --opt o=size=8m,uid=10001,gid=10001';
    scene.shim(`case "$*" in 'volume create'*-checkpoint) shift 2; set -- volume create ${options} "$@";; esac`);
    expectFailure(await scene.rehearse(), {
      code: 'disk-full',
      cause: /^there was no space left for the checkpoint: [^]*No space left on device/,
      remedy: /^free space where the container runtime keeps its volumes/,
    });
    await scene.expectNothingLeft();
  });

  test('says what a line of CRIU means when a copy cannot be restored', async () => {
    scene.shim(dropping('--security-opt', 'seccomp=unconfined', ['create\\ *@sha256:*']));
    const ending = await scene.rehearse();
    expectFailure(ending, {
      code: 'restore-failed',
      cause:
        /it started cold, reason restore-failed \(CRIU ended with status 1\); a seccomp profile answers clone3 [^\n]*: [^\n]*ns_last_pid/,
      remedy: /^run the container with seccomp `Unconfined`/,
    });
    const folder = /^logs of the failed run: ([^;]+);/m.exec(ending.stderr)?.[1] ?? '';
    const doctor = await scene.run(['doctor', folder]);
    expect(doctor.exitCode).toBe(10);
    expect(doctor.stdout).toMatch(
      /✘ start, container-\w+\.log: CRIU failed, or the JVM of `warp` or `crac` ended before its port/,
    );
    await scene.expectNothingLeft();
  });

  test('counts a copy that starts cold as a failure of the gate', async () => {
    // The capture keeps the capability; the gate's copies use an image by digest.
    scene.shim(dropping('--cap-add', 'SYS_PTRACE', ['create\\ *@sha256:*']));
    expectFailure(await scene.rehearse(), {
      code: 'restore-failed',
      cause:
        /^copy-[123] restored from the pushed image is not like the captured service: it started cold, reason capabilities \(the container has no CAP_SYS_PTRACE\); its last lines:\n/,
      remedy: /nothing was released/,
    });
    await scene.expectNothingLeft();
  });
});
