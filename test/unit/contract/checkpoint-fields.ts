import type { FieldCase } from './field-cases';

const WHEN =
  '`warm-up` checkpoints after the warm-up, `service` when the service calls Core.checkpointRestore(), `on-refresh` when Spring has created its beans and started none; the latter two have no warm-up';
const CLOCK =
  'what keeps timers right after a restore: `library`, preloaded into the JVM, so that no time has passed for them; or `namespace`, a clock that starts near zero at the capture, which takes SYS_ADMIN, SYS_TIME, SETUID and SETGID there, for a service whose start script replaces LD_PRELOAD or that is no JVM';
const RULES = 'a list of rules for open descriptors, at most 100, of which the first that matches counts';
const ACTIONS = 'must be "fail", "close", "keep" or "reopen"';
const KINDS = 'must be "tcp", "udp", "unix", "pipe", "file", "directory", "device" or "kernel"';
const rule = (count: number) => Array.from({ length: count }, () => ({ action: 'keep', kind: 'file', pattern: '/a' }));

/** When the service is checkpointed, and how its open descriptors are handled. */
const ALLOWED = { name: 'DATABASE_PASSWORD', reason: 'a fixture' };

export const CHECKPOINT_FIELDS: readonly FieldCase[] = [
  {
    path: 'checkpoint',
    write:
      'when the service is checkpointed, and what happens to its open descriptors; `hooks` and `allowCopied` with engine criu alone, `descriptors` not with openj9',
    refused: [['service', 'must be an object, got: "service"']],
  },
  {
    path: 'checkpoint.trigger',
    write: WHEN,
    refused: [['later', 'must be "warm-up", "service" or "on-refresh", got: "later"']],
    accepted: ['warm-up', 'service', 'on-refresh'],
  },
  {
    path: 'checkpoint.hooks',
    write:
      "`run` calls the service's org.crac hooks before the checkpoint and after each restore, `skip` calls none of them, so that what they would have closed is checkpointed as it is",
    refused: [['never', 'must be "run" or "skip", got: "never"']],
    accepted: ['run', 'skip'],
  },
  {
    path: 'checkpoint.dryRunHooks',
    write:
      'true when the hooks of the service run before the checkpoint, up to twenty times, as for checkpoints that fail; with trigger `warm-up` alone; true if left out, unless `hooks` is `skip`',
    refused: [['yes', 'must be true or false, got: "yes" (did you mean true?)']],
    accepted: [true, false],
  },
  {
    path: 'checkpoint.memory',
    write:
      '`mapped` restores memory as private mappings of a file of the checkpoint, which the copies on a node share until they write, `copied` as new memory of each copy',
    refused: [['shared', 'must be "mapped" or "copied", got: "shared"']],
    accepted: ['mapped', 'copied'],
  },
  {
    path: 'checkpoint.clock',
    write: CLOCK,
    refused: [['jvm', 'must be "library" or "namespace", got: "jvm"']],
    accepted: ['library', 'namespace'],
  },
  {
    path: 'checkpoint.descriptors',
    write: RULES,
    refused: [[rule(101), 'must have at most 100 entries, got: a list of 101']],
    accepted: [rule(0), rule(100)],
  },
  {
    path: 'checkpoint.descriptors[0].action',
    write: 'what happens to the descriptor: fail, close, keep or reopen',
    refused: [
      ['drop', `${ACTIONS}, got: "drop"`],
      ['reopen', 'can be `reopen` for files alone, got: "reopen"'],
    ],
    accepted: ['fail', 'close', 'keep'],
  },
  {
    path: 'checkpoint.descriptors[0].kind',
    write: 'what the descriptor is: tcp, udp, unix, pipe, file, directory, device, kernel',
    refused: [['socket', `${KINDS}, got: "socket"`]],
    accepted: ['tcp', 'udp', 'unix', 'pipe', 'file', 'directory', 'device', 'kernel'],
  },
  {
    path: 'checkpoint.descriptors[0].pattern',
    write: 'a glob on the path, or on either end of a connection, for example *:5432',
    refused: [
      ['', 'has the wrong form, got: ""'],
      ['*:1\nclose tcp *', 'has the wrong form, got: "*:1\\nclose tcp *"'],
    ],
    accepted: ['*:5432', '/app/log/*'],
  },
  {
    path: 'checkpoint.allowCopied',
    write: 'a list of fields, each with its class, whose state may be the same in every restored copy, at most 100',
    refused: [
      ['a.B.c', 'must be a list, got: "a.B.c"'],
      [Array.from({ length: 101 }, () => 'a.B.c'), 'must have at most 100 entries, got: a list of 101'],
    ],
    accepted: [[], Array.from({ length: 100 }, () => 'a.B.c')],
  },
  {
    path: 'checkpoint.allowCopied[0]',
    write: 'a class with its package and a field, for example com.example.Dice.random',
    refused: [
      ['', 'has the wrong form, got: ""'],
      ['random', 'has the wrong form, got: "random"'],
      ['com.example.*', 'has the wrong form, got: "com.example.*"'],
      ['a.B.c\na.B.d', 'has the wrong form, got: "a.B.c\\na.B.d"'],
    ],
    accepted: ['Dice.random', 'com.example.Outer$Inner.SALT_1', '_a.$b.c'],
  },
  {
    path: 'checkpoint.allowSecrets',
    write: 'a list of secrets that may be in the checkpoint, each with a `reason`, at most 100; with every engine',
    refused: [
      ['DATABASE_PASSWORD', 'must be a list, got: "DATABASE_PASSWORD"'],
      [Array.from({ length: 101 }, () => ALLOWED), 'must have at most 100 entries, got: a list of 101'],
    ],
    accepted: [[], [ALLOWED], [{ kind: 'jwt', in: '/tmp/a', reason: 'x' }]],
  },
  {
    path: 'checkpoint.allowSecrets[0].name',
    write: 'a variable of `run.env`, a header of a request, or a value as the failure names it',
    refused: [['', 'must not be empty, got: ""']],
  },
  {
    path: 'checkpoint.allowSecrets[0].kind',
    write: 'a kind of key or token as the failure names it, for example jwt',
    refused: [['jtw', 'must be a kind as the failure names it, got: "jtw"']],
    accepted: ['private-key'],
  },
  {
    path: 'checkpoint.allowSecrets[0].in',
    write: 'where the kind is allowed: memory, or the path of a file in the container',
    refused: [['heap', 'has the wrong form, got: "heap"']],
    accepted: ['/app/a file.jar'],
  },
  {
    path: 'checkpoint.allowSecrets[0].reason',
    write: 'why it may be in a checkpoint; it stands in the release record',
    refused: [
      [undefined, 'is missing'],
      ['', 'must not be empty, got: ""'],
    ],
  },
];
