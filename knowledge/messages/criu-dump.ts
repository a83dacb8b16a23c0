import { of } from '../known-message';
import { SOURCES } from './sources';

const { criu, criuIssue } = SOURCES;

/** What a service has, or does, that CRIU cannot write into a checkpoint. */
export const CRIU_DUMP = of('criu', [
  {
    id: 'criu-io-uring',
    pattern: /anon_inode:\[io_uring\]/,
    cause: 'the service uses io_uring, which CRIU cannot checkpoint',
    remedy:
      'use epoll or NIO: of Netty with `-Dio.netty.transport.noNative=true` in `run.env`, elsewhere by the setting of the library',
    source: criuIssue(3070),
  },
  {
    id: 'criu-unknown-descriptor',
    pattern: /Unknown shit \d+ \((?!anon_inode:\[io_uring\])/,
    cause: 'the service has a descriptor open of a kind that CRIU does not know; the line names it',
    remedy: 'find who opens it, and close it in `beforeCheckpoint` of an org.crac hook',
    source: criu('criu/proc_parse.c'),
  },
  {
    id: 'criu-device',
    pattern: /Can't dump file \d+ of that type \[\d+\] \(chr/,
    cause: 'the service has a device open, such as a GPU',
    remedy: 'do not open it before the checkpoint: no engine here can keep it',
    source: criu('criu/files-ext.c'),
  },
  {
    id: 'criu-device-mapped',
    pattern: /Can't handle non-regular mapping on/,
    cause: 'the service has memory of a device mapped, such as of a GPU',
    remedy: 'do not use the device before the checkpoint: no engine here can keep it',
    source: criu('criu/proc_parse.c'),
  },
  {
    id: 'criu-external-socket',
    pattern: /External socket is used\./,
    cause: 'the service is connected over a Unix socket to a process outside its container',
    remedy:
      'run no agent that the service reaches over a Unix socket during the capture, or close it in `beforeCheckpoint`',
    source: criu('criu/sk-unix.c'),
  },
  {
    id: 'criu-half-stream',
    pattern: /Can't dump half of stream unix connection/,
    cause: 'the other end of a Unix connection belongs to a process that is not part of the checkpoint',
    remedy: 'close the connection in `beforeCheckpoint` of an org.crac hook; the line has both names',
    source: criu('criu/sk-unix.c'),
  },
  {
    id: 'criu-tcp-connected',
    pattern: /Connected TCP socket, consider using|Connected TCP socket in image/,
    cause: 'a TCP connection was open at the checkpoint',
    remedy: 'close it in `beforeCheckpoint` of an org.crac hook, or let a rule of `checkpoint.descriptors` close it',
    source: criu('criu/sk-inet.c'),
  },
  {
    id: 'criu-tcp-in-flight',
    pattern: /In-flight connection \(l\) for/,
    cause: 'a connection was being accepted at the moment of the dump',
    remedy: 'keep clients and health checks away from the service while it is captured, and capture again',
    source: criu('criu/sk-inet.c'),
  },
  {
    id: 'criu-ghost-limit',
    pattern: /Can't dump ghost file .* size, increase limit/,
    cause: 'a large file was deleted while the service has it open or mapped, as native libraries are',
    remedy:
      'delete it after the checkpoint, or keep it: of Netty with `-Dio.netty.native.deleteLibAfterLoading=false` in `run.env`',
    source: criuIssue(2501),
  },
  {
    id: 'criu-file-locks',
    pattern: /Some file locks are hold by dumping tasks/,
    cause: 'the service holds a lock on a file, and CRIU was started without `--file-locks`',
    remedy: 'pass `--file-locks` to the dump and to the restore, as eks-crac does',
    source: criu('criu/file-lock.c'),
  },
  {
    id: 'criu-fsnotify',
    pattern: /Can't dump that handle/,
    cause:
      'the service watches a folder (WatchService, inotify) that CRIU cannot find in the container: it searches every folder that the service may list, except /proc and /sys',
    remedy:
      'watch a folder that the service may list, or close the watch in `beforeCheckpoint` of an org.crac hook and open it in `afterRestore`',
    source: criuIssue(2776),
  },
  {
    id: 'criu-link-remap',
    pattern: /Can't create link remap for .* Use link-remap option/,
    cause: 'a file that the service has open was deleted under the name it was opened by, and has another name',
    remedy: 'do not delete one of several names of an open file before the checkpoint, or close it in a hook',
    source: criu('criu/files-reg.c'),
  },
  {
    id: 'criu-overmounted',
    pattern: /Open files on overmounted mounts are not supported/,
    cause: 'the service has a file open in a folder over which something else was mounted afterwards',
    remedy: 'mount volumes before the service starts, and one over another nowhere',
    source: criu('criu/files-reg.c'),
  },
  {
    id: 'criu-session-leader',
    pattern: /The root process \d+ is not a session leader/,
    cause: 'the process was started from a terminal or a shell that is not part of the checkpoint',
    remedy: 'start it in a new session: `setsid java …`, without a terminal; eks-crac does',
    source: criu('criu/pstree.c'),
  },
  {
    id: 'criu-inside',
    pattern: /The criu itself is within dumped tree/,
    cause: 'CRIU runs below the process that it should dump',
    remedy: 'start CRIU from outside, with `docker exec` or from the parent of the process',
    source: criu('compel/src/lib/infect.c'),
  },
  {
    id: 'criu-traced',
    pattern: /Unseizable non-zombie \d+ found/,
    cause:
      'another program traces the service already, such as a debugger, strace or a profiler, or it may not be traced',
    remedy: 'run no tracer during the capture, and give the container the capabilities of the engine',
    source: criu('compel/src/lib/infect.c'),
  },
  {
    id: 'criu-nested-clock',
    pattern: /Can't dump nested time namespace/,
    cause: 'CRIU runs in another time namespace than the service',
    remedy: 'run the dump in that of the service: `nsenter --time --target PID criu dump …`',
    source: criu('criu/namespaces.c'),
  },
  {
    id: 'criu-32-bit',
    pattern: /Can't dump task \d+ running in 32-bit mode/,
    cause: 'a process of the service is a 32-bit program',
    remedy: 'use a 64-bit JVM, and no 32-bit helper process',
    source: criu('compel/arch/x86/src/lib/infect.c'),
  },
  {
    id: 'criu-system-v',
    pattern: /with SysVIPC shmem map .* doesn't live in IPC ns/,
    cause: 'the service uses System V shared memory of another namespace',
    remedy: 'use memory-mapped files, or make the segment in the container of the service',
    source: criu('criu/cr-dump.c'),
  },
  {
    id: 'criu-ended',
    pattern: /A root task is dead/,
    cause: 'the service ended while it was dumped',
    remedy: "read the service's own last lines; with a limit of memory, raise `run.memoryMiB`",
    source: criu('criu/cr-dump.c'),
  },
  {
    id: 'criu-disk-full',
    pattern: /Error \((criu|compel)\/.*No space left on device/,
    cause: 'there was no space left where CRIU writes the checkpoint',
    remedy: 'free as much space as the service uses memory, where the container runtime keeps its volumes',
    source: 'https://criu.org/Images',
  },
]);
