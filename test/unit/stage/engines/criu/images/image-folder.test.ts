import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImageFolder } from '../../../../../../stage/engines/criu/images/image-folder';
import { rewriteCheckpoint } from '../../../../../../stage/engines/criu/rewrite/rewrite';
import { page, PID, PRIVATE_FILE, writeCheckpoint } from '../../../../../support/unit-checkpoint';
import { failureOf } from '../../../../../support/unit-failure';
import { scratch } from '../../../../../support/unit-scratch';

const REMEDY = 'this is a defect of the stage, or another version of CRIU wrote it; please report it';

function checkpoint(): string {
  const folder = scratch();
  const content = new Map([[1, page(1)]]);
  writeCheckpoint(folder, [
    { pages: 4, content, guards: [2] },
    { pages: 4, content, ...PRIVATE_FILE, madv: 8n },
  ]);
  return folder;
}

describe('the images of CRIU', () => {
  test.each(['mm-301.img', 'pagemap-301.img', 'files.img'])('%s is written as it was read', (file) => {
    const folder = checkpoint();
    const images = new ImageFolder(folder);
    const before = readFileSync(join(folder, file));
    // A field that nobody knows, at the end of the last message.
    const grown = Buffer.concat([before, Buffer.from([0xf8, 0x07, 0x05])]);
    const last = lastMessage(before);
    grown.writeUInt32LE(grown.readUInt32LE(last) + 3, last);
    writeFileSync(join(folder, file), grown);
    images.writeMm(PID, images.readMm(PID));
    images.writePagemap(PID, images.readPagemap(PID));
    images.writeFiles(images.readFiles());
    expect(readFileSync(join(folder, file))).toEqual(grown);
  });

  const broken = (file: string, change: (bytes: Buffer) => Buffer) => {
    const folder = checkpoint();
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file))));
    return () =>
      rewriteCheckpoint(folder, join(scratch(), 'target'), {
        memory: 'mapped',
        workingSet: { written: new Set(), read: new Set() },
      });
  };
  const flipped = (at: number) => (bytes: Buffer) => (bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at), bytes);

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['mm-301.img', flipped(4), 'its magic number is 1943565421284957 instead of 1943565420284957'],
    ['pagemap-301.img', (bytes) => bytes.subarray(0, -1), 'the message at 28 is longer than the file'],
    ['inventory.img', (bytes) => (bytes.writeUInt8(3, bytes.length - 1), bytes), 'its version is 3 instead of 2'],
    ['pages-1.img', (bytes) => bytes.subarray(0, -1), 'it ends at 8191, within a page'],
  ])('a fault in %s is named', async (file, change, why) => {
    const { code, message, remedy } = await failureOf(Promise.resolve().then(broken(file, change)));
    expect({ code, remedy }).toEqual({ code: 'checkpoint-failed', remedy: REMEDY });
    expect(message).toMatch(new RegExp(`${file} of the checkpoint cannot be read: ${why}$`));
  });
});

function lastMessage(bytes: Buffer): number {
  let last = 8;
  for (let at = 8; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) last = at;
  return last;
}
