import type { FieldCase } from './field-cases';

const ROLE = 'arn:aws:iam::111122223333:role/capture';
const NAME_REMEDY =
  'the name of a CPU class, which is the value of a node label: up to 40 of a-z, 0-9 and -; local requires no label';

/** Fields that bind a capture to AWS: its nodes, the service's role, the file system. */
export const AWS_FIELDS: readonly FieldCase[] = [
  {
    path: 'cpuClass',
    write: 'the set of node types on which the checkpoint may be restored, an object with a `name`',
    refused: [['m7a', 'must be an object, got: "m7a"']],
    accepted: [{ name: 'm7a', features: 'generic' }],
  },
  {
    path: 'cpuClass.name',
    write: NAME_REMEDY,
    refused: [
      [undefined, 'is missing'],
      ['M7a', 'has the wrong form, got: "M7a"'],
      ['a'.repeat(41), `has the wrong form, got: "${'a'.repeat(41)}"`],
    ],
    accepted: ['local', 'm7a', '7', 'a'.repeat(40)],
  },
  {
    path: 'cpuClass.features',
    write:
      'the CPU features that the JVM may use, for engines whose JDK has the option: native, generic or two hexadecimal masks such as 0x21,0xfc; the JVM decides if left out',
    refused: [['ignore', 'has the wrong form, got: "ignore"']],
    accepted: ['native', 'generic', '0x17fff', '0x21461805ddfbf7,0xfcc'],
  },
  {
    path: 'credentials',
    write: 'AWS credentials of the service during capture and gate; random ones that no account knows if left out',
    refused: [[ROLE, `must be an object, got: "${ROLE}"`]],
  },
  {
    path: 'credentials.roleArn',
    write: 'the ARN of the role whose short session the service gets, for example arn:aws:iam::111122223333:role/x',
    refused: [
      [undefined, 'is missing'],
      ['arn:aws:iam::111122223333:user/x', 'has the wrong form, got: "arn:aws:iam::111122223333:user/x"'],
    ],
    accepted: [ROLE, 'arn:aws-cn:iam::111122223333:role/path/x'],
  },
  {
    path: 'credentials.sessionSeconds',
    write:
      'how long a session of the role works, 60 to 3600 seconds; capture and each copy of the gate get separate ones',
    refused: [
      [59, 'must be at least 60, got: 59'],
      [3601, 'must be at most 3600, got: 3601'],
    ],
    accepted: [60, 3600],
  },
  {
    path: 'publish.efs',
    write: 'an EFS file system for the packed checkpoint; the stage mounts it with TLS and IAM',
    refused: [['fs-0123456789abcdef0', 'must be an object, got: "fs-0123456789abcdef0"']],
  },
  {
    path: 'publish.efs.fileSystemId',
    write: 'the id of the file system, for example fs-0123456789abcdef0',
    refused: [
      [undefined, 'is missing'],
      ['fsap-01234567', 'has the wrong form, got: "fsap-01234567"'],
    ],
    accepted: ['fs-01234567'],
  },
  {
    path: 'publish.efs.accessPointId',
    write: 'the id of the access point through which it is mounted, for example fsap-0123456789abcdef0',
    refused: [
      [undefined, 'is missing'],
      ['fs-01234567', 'has the wrong form, got: "fs-01234567"'],
    ],
    accepted: ['fsap-01234567'],
  },
  {
    path: 'publish.efs.path',
    write: 'the folder below the root of the access point',
    refused: [['checkpoints', 'has the wrong form, got: "checkpoints"']],
    accepted: ['/', '/checkpoints'],
  },
];
