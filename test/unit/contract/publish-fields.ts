import type { FieldCase } from './field-cases';

const text = (path: string, write: string): FieldCase => ({
  path,
  write,
  refused: [
    ['', 'must not be empty, got: ""'],
    [1, 'must be a string, got: 1'],
  ],
  accepted: ['x'],
});

const objectFields = (place: string): readonly FieldCase[] => [
  {
    path: `${place}.prefix`,
    write: 'what the names of the objects start with',
    refused: [[1, 'must be a string, got: 1']],
    accepted: ['', 'checkpoints/'],
  },
  text(`${place}.region`, "the region of the bucket; the SDK's own choice if left out"),
  {
    path: `${place}.endpoint`,
    write: 'the http or https address of an S3-compatible server; AWS if left out',
    refused: [
      [1, 'must be a string, got: 1'],
      ['localhost:9000', 'has the wrong form, got: "localhost:9000"'],
      ['ftp://localhost', 'has the wrong form, got: "ftp://localhost"'],
    ],
    accepted: ['http://localhost:9000', 'https://s3.example'],
  },
];

/** Where the release is published. */
export const PUBLISH_FIELDS: readonly FieldCase[] = [
  {
    path: 'publish',
    write: 'where the release is kept',
    refused: [['localhost:5055/customers', 'must be an object, got: "localhost:5055/customers"']],
    accepted: [{}],
  },
  {
    path: 'publish.repository',
    write: 'registry host and repository, for example localhost:5055/customers; a rehearsal has a local one',
    refused: [
      [1, 'must be a string, got: 1'],
      ['customers', 'has the wrong form, got: "customers"'],
      ['acme/customers', 'has the wrong form, got: "acme/customers"'],
      ['localhost:5055', 'has the wrong form, got: "localhost:5055"'],
      ['localhost:5055/Customers', 'has the wrong form, got: "localhost:5055/Customers"'],
      ['localhost:5055/customers:v1', 'has the wrong form, got: "localhost:5055/customers:v1"'],
      ['https://registry.example/customers', 'has the wrong form, got: "https://registry.example/customers"'],
    ],
    accepted: [
      'localhost/customers',
      'localhost:5055/customers',
      'registry:5000/acme/customers',
      '123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/customers_2.x',
    ],
  },
  text('publish.folder', 'a folder for the packed checkpoint, relative to the capture spec'),
  {
    path: 'publish.s3',
    write: 'an S3 prefix for the packed checkpoint',
    refused: [['s3://bucket', 'must be an object, got: "s3://bucket"']],
  },
  {
    path: 'publish.s3.bucket',
    write: 'the name of a bucket, 3 to 63 characters',
    refused: [
      [undefined, 'is missing'],
      [1, 'must be a string, got: 1'],
      ['ab', 'must have at least 3 characters, got: "ab"'],
      ['b'.repeat(64), `must have at most 63 characters, got: "${'b'.repeat(64)}"`],
      ['b'.repeat(300), `must have at most 63 characters, got: "${'b'.repeat(199)}… (302 characters)`],
    ],
    accepted: ['abc', 'b'.repeat(63)],
  },
  ...objectFields('publish.s3'),
  {
    path: 'publish.s3Express',
    write: 'a directory bucket of S3 Express One Zone for the packed checkpoint',
    refused: [['customers--euw1-az1--x-s3', 'must be an object, got: "customers--euw1-az1--x-s3"']],
  },
  {
    path: 'publish.s3Express.bucket',
    write: 'the name of a directory bucket, which ends with its zone, for example customers--euw1-az1--x-s3',
    refused: [
      [undefined, 'is missing'],
      [1, 'must be a string, got: 1'],
      ['checkpoints', 'has the wrong form, got: "checkpoints"'],
      ['customers--eu-west-1a--x-s3', 'has the wrong form, got: "customers--eu-west-1a--x-s3"'],
      ['Customers--euw1-az1--x-s3', 'has the wrong form, got: "Customers--euw1-az1--x-s3"'],
      ['customers--euw1-az1', 'has the wrong form, got: "customers--euw1-az1"'],
    ],
    accepted: ['customers--euw1-az1--x-s3', 'a--usw2-lax1-az1--x-s3'],
  },
  ...objectFields('publish.s3Express'),
  {
    path: 'publish.volume',
    write: 'true for an image of the checkpoint alone, which pods mount as a volume',
    refused: [['x', 'must be true or false, got: "x"']],
    accepted: [true, false],
  },
  {
    path: 'publish.s3.acl',
    refused: [['x', 'is not a known field; known here: bucket, prefix, region, endpoint']],
  },
  {
    path: 'publish.ftp',
    refused: [['x', 'is not a known field; known here: repository, folder, s3, s3Express, volume, efs']],
  },
];
