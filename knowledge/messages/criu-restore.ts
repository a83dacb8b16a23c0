import { of } from '../known-message';
import { SOURCES } from './sources';

const { criu, criuIssue } = SOURCES;

/** What a restore finds otherwise than the capture left it: process ids, files, sockets, images. */
export const CRIU_RESTORE = of('criu', [
  {
    id: 'criu-pid-taken',
    pattern: /Can't fork for \d+: File exists|Pid \d+ do not match expected \d+/,
    cause: 'a process id of the service is taken: something else was started in the container before the restore',
    remedy:
      'start nothing before `start` in the container, share no process namespace, and let the capture raise process ids',
    source: criuIssue(2190),
  },
  {
    id: 'criu-thread-taken',
    pattern: /Unable to create a thread: -17/,
    cause: 'the id of a thread of the service is taken by another process of the container',
    remedy: 'start nothing before `start` in the container, and share no process namespace',
    source: criu('criu/pie/restorer.c'),
  },
  {
    id: 'criu-session-clash',
    pattern: /Current [sg]id \d+ intersects with/,
    cause: 'session or process group of the restoring program has a number that the checkpoint has as well',
    remedy: 'let the capture raise process ids before the service starts, as eks-crac does, or start CRIU by `setsid`',
    source: 'https://github.com/OpenLiberty/ci.docker/issues/448',
  },
  {
    id: 'criu-file-missing',
    pattern: /Can't open file .* on restore: No such file|`- Can't open vma/,
    cause: 'a file that the service had open or mapped is not there: a volume hides it, or it was outside of the image',
    remedy:
      'mount nothing over folders of captured files; with a read-only root give each a volume, as the manifests do; capture again from the image that is deployed',
    source: criu('criu/mem.c'),
  },
  {
    id: 'criu-file-denied',
    pattern: /Can't open file .* on restore: Permission denied/,
    cause: 'the user of the restore may not open a file that the captured service had open',
    remedy: 'run as the captured user (`pod.uid` of the record)',
    source: criu('criu/files-reg.c'),
  },
  {
    id: 'criu-file-size',
    pattern: /File .* has bad size \d+ \(expect \d+\)/,
    cause:
      'a file that the service had open has another size than at the dump: something wrote to it, or another file hides it',
    remedy:
      'mount nothing over folders of captured files, write nothing into them before the restore, and log to the console',
    source: criuIssue(68),
  },
  {
    id: 'criu-build-id',
    pattern: /File .* has bad build-ID/,
    cause: 'a program or library is another build than at the capture: the image was rebuilt',
    remedy: 'restore on the image of the capture: use both digests of one record',
    source: criu('criu/files-reg.c'),
  },
  {
    id: 'criu-file-mode',
    pattern: /File .* has bad mode 0\d+ \(expect 0\d+\)/,
    cause: 'a file that the service had open has other permissions than at the dump',
    remedy: 'change no modes of captured files, neither by an init container nor by `fsGroup` of the pod',
    source: criu('criu/files-reg.c'),
  },
  {
    id: 'criu-ghost-read-only',
    pattern: /Can't create ghost regfile.*: Read-only file system/,
    cause: 'a deleted file that the service had open must be made again for a moment, and its folder is read-only',
    remedy: 'give that folder a writable volume; a capture with `run.readOnlyRoot: true` finds it',
    source: criuIssue(429),
  },
  {
    id: 'criu-lock-taken',
    pattern: /Can not set (posix|ofd) lock!|Can not set flock!/,
    cause: 'another copy holds the lock that the captured service had on a file: they share a volume',
    remedy: 'keep locked files off shared volumes, or take the lock in `afterRestore` of an org.crac hook',
    source: criu('criu/file-lock.c'),
  },
  {
    id: 'criu-address',
    pattern: /Can't bind inet socket .*: Cannot assign requested address/,
    cause: 'the service listened on an address that this container does not have',
    remedy: 'let it listen on 0.0.0.0 or on 127.0.0.1, not on the address of its pod or host name',
    source: 'https://github.com/opencontainers/runc/issues/1411',
  },
  {
    id: 'criu-port-taken',
    pattern: /Can't bind inet socket .*: Address already in use/,
    cause: 'the port of the service is taken in this network namespace',
    remedy: 'use no `hostNetwork`, and let no sidecar listen on a port of the service',
    source: criu('criu/sk-inet.c'),
  },
  {
    id: 'criu-tcp-close',
    pattern: /Need to set the --tcp-close options/,
    cause: 'the dump closed TCP connections with `--tcp-close`, and the restore was started without it',
    remedy: 'pass `--tcp-close` to the restore, as `start` does',
    source: criu('criu/image.c'),
  },
  {
    id: 'criu-no-images',
    pattern: /Couldn't open image dir/,
    cause: 'the folder of the checkpoint is not there',
    remedy: 'use the image `vN-checkpoint`, or mount the store; check `EKS_CRAC_CHECKPOINT` and `EKS_CRAC_STORE`',
    source: criu('criu/crtools.c'),
  },
  {
    id: 'criu-damaged-image',
    pattern: /(Magic|Head magic) doesn't match for|Image corrupted on pid|The image file was truncated/,
    cause: 'a file of the checkpoint is damaged',
    remedy: 'copy the checkpoint again, whole; else capture again',
    source: criu('criu/image.c'),
  },
  {
    id: 'criu-image-version',
    pattern: /Not supported images version|Images corrupted or too old criu was used for dump/,
    cause: 'the checkpoint was written by another version of CRIU than the one that restores it',
    remedy: 'do not mix images of different releases: the runtime layer of one image has both',
    source: criu('criu/image.c'),
  },
  {
    id: 'criu-terminal',
    pattern: /tty: Can't set tty params on/,
    cause: 'the service was captured with a terminal, and there is none, or another one, at the restore',
    remedy: 'capture without a terminal: no `docker run --tty`, input from /dev/null, output to files or pipes',
    source: SOURCES.openj9(14265),
  },
  {
    id: 'criu-restored-crash',
    pattern: /\d+ killed by signal 11: Segmentation fault/,
    cause:
      'a restored process crashed at once: an older CRIU than kernel or C library, or a CPU without features that the service uses',
    remedy: 'use CRIU 4.2 or newer, and restore on the type of the capture host',
    source: criuIssue(2825),
  },
]);
