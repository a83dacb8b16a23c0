import { InvalidDocument, parseReleaseRecord } from '../../../contract';
import { digestOf, RECORD } from '../../support/unit-release-record';
import { withValue } from '../../support/unit-capture-spec';

function problems(document: unknown): readonly string[] {
  try {
    parseReleaseRecord(document, 'customers:v7-record');
    return [];
  } catch (error) {
    if (error instanceof InvalidDocument) return error.problems;
    throw error;
  }
}

describe('the release record', () => {
  test('survives JSON', () => {
    expect(parseReleaseRecord(JSON.parse(JSON.stringify(RECORD)), 'customers:v7-record')).toEqual(RECORD);
  });

  test('may contain what the clone probe compared', () => {
    const gate = { ...RECORD.gate, clones: { generators: 14 } };
    expect(parseReleaseRecord({ ...RECORD, gate }, 'x').gate).toEqual(gate);
  });

  test('may contain every kind of store', () => {
    const stores = [
      { type: 'image', deadlineMs: 3000 },
      { type: 'folder', path: '/x' },
      { type: 's3', bucket: 'b', prefix: 'p' },
    ];
    expect(parseReleaseRecord({ ...RECORD, stores }, 'x').stores).toEqual(stores);
  });

  test('rejects a newer schema by name, whatever else it contains', () => {
    expect(() => parseReleaseRecord({ schema: 3, anything: true }, 'customers:v7-record')).toThrow(
      new InvalidDocument({ kind: 'release record', origin: 'customers:v7-record' }, [
        '`schema` 3 is newer than 2, the newest that this version of eks-crac reads; update eks-crac',
      ]),
    );
    expect(() => parseReleaseRecord({ schema: 3 }, 'customers:v7-record')).toThrow(
      'release record customers:v7-record is not valid:\n' +
        '  - `schema` 3 is newer than 2, the newest that this version of eks-crac reads; update eks-crac',
    );
  });

  test.each([
    ['schema', undefined, '`schema` is missing, it must be 1 or 2'],
    ['schema', 0, '`schema` must be 1 or 2, got: 0'],
    ['schema', '1', '`schema` must be 1 or 2, got: "1" (did you mean 1, without quotes?)'],
    ['release', 'v0', '`release` has the wrong form, got: "v0"; write the name of the release, v and its number'],
    ['release', '7', '`release` has the wrong form, got: "7"; write the name of the release, v and its number'],
    [
      'createdAt',
      'today',
      '`createdAt` has the wrong form, got: "today"; write when the release was made, ISO 8601 in UTC',
    ],
    [
      'images.service.digest',
      'sha256:12',
      '`images.service.digest` has the wrong form, got: "sha256:12"; write a digest, sha256: and 64 hexadecimal digits',
    ],
    ['images.checkpoint', undefined, '`images.checkpoint` is missing, it must be an object'],
    ['engine.type', 'docker', '`engine.type` must be "criu", "warp", "crac" or "openj9", got: "docker"'],
    ['pod.uid', -1, '`pod.uid` must be at least 0, got: -1'],
    ['pod.uid', 'app', '`pod.uid` must be a number, got: "app"'],
    ['pod.gid', undefined, '`pod.gid` is missing, it must be a number'],
    [
      'pod.deadlineMs',
      999,
      '`pod.deadlineMs` must be at least 1000, got: 999; write how long a restore may take before the pod starts cold, in ms',
    ],
    [
      'checkpoint.files[0].digest',
      1,
      '`checkpoint.files[0].digest` must be a string, got: 1; write a digest, sha256: and 64 hexadecimal digits',
    ],
    ['host.architecture', 'x86_64', '`host.architecture` must be "amd64" or "arm64", got: "x86_64"'],
    ['gate.restores', 1, '`gate.restores` must be at least 2, got: 1'],
    ['gate.clones', { generators: 0 }, '`gate.clones.generators` must be at least 1, got: 0'],
    [
      'stores[0].deadlineMs',
      1,
      '`stores[0].deadlineMs` must be at least 1000, got: 1; write how long a restore from this store may take, in ms; as long as from the image where a record has none',
    ],
    [
      'stores[0].type',
      'ftp',
      '`stores[0].type` must be "image", "folder", "s3", "s3-express", "oci-volume" or "efs", got: "ftp"',
    ],
  ])('rejects %s as %p', (path, value, text) => {
    expect(problems(withValue(RECORD, path, value))).toEqual([text]);
  });

  test.each([
    ['store', /^`store` is not a known field \(did you mean `stores`\?\); known here: schema, release, service, run, /],
    [
      'images.digest',
      /^`images\.digest` is not a known field \(did you mean `images\.service\.digest` or `images\.checkpoint\.digest`\?\); known here: service, checkpoint$/,
    ],
    ['pod.user', /^`pod\.user` is not a known field; known here: uid, gid, cpu, /],
    [
      'stores[0].zone',
      /^`stores\[0\]\.zone` is not a known field; known here: type, deadlineMs, restoreMs, unpackMs, path, bucket, prefix, digest, fileSystemId, accessPointId$/,
    ],
  ])('rejects the unknown field %s', (path, text) => {
    expect(problems(withValue(RECORD, path, digestOf('d')))).toEqual([expect.stringMatching(text)]);
  });
});
