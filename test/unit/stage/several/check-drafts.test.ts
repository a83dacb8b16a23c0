import type { ReleaseDraft } from '../../../../contract';
import { checkDrafts } from '../../../../stage/several/check-drafts';
import { failureOf } from '../../../support/unit-failure';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { draftOf } from './drafts';

const A = draftOf('m7a');
const I = draftOf('m7i');
const BOTH = ['m7a', 'm7i'];

describe('the captures of several CPU classes', () => {
  test('are taken in the order of the classes', () => {
    expect(checkDrafts([I, A], BOTH)).toEqual([A, I]);
  });

  test('of two architectures have an image each', () => {
    const arm = draftOf('m7g', {
      host: { ...RECORD.host, cpuClass: 'm7g', architecture: 'arm64' },
      images: { ...RECORD.images, service: { digest: digestOf('e'), bytes: 1 } },
    });
    expect(checkDrafts([A, arm], ['m7a', 'm7g'])).toEqual([A, arm]);
  });

  test.each<[string, readonly ReleaseDraft[], readonly string[], string]>([
    ['none is wanted', [], [], 'a release of several CPU classes was asked for none'],
    ['one is wanted', [A], ['m7a'], 'a release of several CPU classes was asked for m7a alone'],
    ['one is missing', [A], BOTH, 'CPU class m7i has no capture, so nothing is released'],
    [
      'two hosts were of one class',
      [A, I, draftOf('m7a', { captureRun: '20260102030406-again' })],
      BOTH,
      'CPU class m7a has two captures, of the runs 20260102030405-m7a and 20260102030406-again',
    ],
    [
      'one was not asked for',
      [A, I, draftOf('m8g')],
      BOTH,
      'there is a capture of CPU class m8g, and the release is for m7a, m7i',
    ],
    [
      'the limits differ',
      [A, draftOf('m7i', { pod: { ...RECORD.pod, memoryMiB: 2048 } })],
      BOTH,
      'the captures of m7a and m7i differ in limits of the pod: [1,1024] and [1,2048]',
    ],
    [
      'the engine differs',
      [A, draftOf('m7i', { engine: { type: 'warp', version: '1' } })],
      BOTH,
      'the captures of m7a and m7i differ in engine: "criu" and "warp"',
    ],
    [
      'each has built its image',
      [A, draftOf('m7i', { images: { ...RECORD.images, service: { digest: digestOf('f'), bytes: 1 } } })],
      BOTH,
      'the captures of m7a and m7i are of different images for amd64',
    ],
  ])('are no release when %s', async (_case, drafts, wanted, message) => {
    expect(await failureOf(() => checkDrafts(drafts, wanted))).toMatchObject({ code: 'publish-failed', message });
  });
});
