import { expectFailure } from '../../support/containers/failure';
import { Scene } from '../../support/containers/scene';
import { dropping } from '../../support/containers/shim';

// Each test is one to three whole runs; anything that can hang in them has its own, shorter deadline.
jest.setTimeout(300_000);

describe('a checkpoint that cannot be written or restored', () => {
  let scene: Scene;

  beforeEach(() => (scene = new Scene()));
  afterEach(() => scene.dispose());

  test('names seccomp when the container runtime keeps its default profile', async () => {
    scene.shim(dropping('--security-opt', 'seccomp=unconfined'));
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause: /^criu dump exited with code \d+: [^]*suspending seccomp failed: Operation not permitted/,
      remedy: "the capture needs seccomp `unconfined`; check the container runtime's own policy",
    });
    await scene.expectNothingLeft();
  });

  test('names the capabilities when one is missing', async () => {
    scene.shim(dropping('--cap-add', 'SYS_PTRACE'));
    expectFailure(await scene.rehearse(), {
      code: 'checkpoint-failed',
      cause: /^criu could not be run in the container: [^]*operation not permitted/i,
      remedy: "the capture needs CHECKPOINT_RESTORE, SYS_PTRACE and SETPCAP; check the container runtime's own policy",
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

  test('counts a copy that starts cold as a failure of the gate', async () => {
    // The capture keeps the capability; the gate's copies use an image by digest.
    scene.shim(dropping('--cap-add', 'SYS_PTRACE', ['create\\ *@sha256:*']));
    expectFailure(await scene.rehearse(), {
      code: 'gate-failed',
      cause:
        /^copy-[12] restored from the pushed image is not like the captured service: it started cold, reason capabilities \(the container has no CAP_SYS_PTRACE\); its last lines:\n/,
      remedy: /nothing was released/,
    });
    await scene.expectNothingLeft();
  });
});
