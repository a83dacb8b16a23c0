import { Failure } from '../../../../kit/report/failure';

/** At the head of every image but the inventory, before the magic number of its kind (CRIU's magic.h). */
const COMMON_MAGIC = 0x54564319;
const WORD = 4;

export interface ImageKind {
  readonly magic: number;
  /** Whether the common magic number comes first. */
  readonly common: boolean;
}

/** Returns the messages of an image of CRIU; each has its size in front. */
export function parseImage(file: string, kind: ImageKind, bytes: Buffer): Uint8Array[] {
  const head = headOf(kind);
  if (!bytes.subarray(0, head.length).equals(head)) {
    const found = bytes.subarray(0, head.length).toString('hex');
    throw unreadable(file, `its magic number is ${found} instead of ${head.toString('hex')}`);
  }
  const messages: Uint8Array[] = [];
  for (let at = head.length; at < bytes.length;) {
    const size = at + WORD <= bytes.length ? bytes.readUInt32LE(at) : Infinity;
    const end = at + WORD + size;
    if (end > bytes.length) throw unreadable(file, `the message at ${at} is longer than the file`);
    messages.push(bytes.subarray(at + WORD, end));
    at = end;
  }
  return messages;
}

export function renderImage(kind: ImageKind, messages: readonly Uint8Array[]): Buffer {
  const sized = messages.flatMap((message) => {
    const size = Buffer.alloc(WORD);
    size.writeUInt32LE(message.length);
    return [size, message];
  });
  return Buffer.concat([headOf(kind), ...sized]);
}

function headOf({ common, magic }: ImageKind): Buffer {
  const numbers = common ? [COMMON_MAGIC, magic] : [magic];
  const head = Buffer.alloc(numbers.length * WORD);
  for (const [index, number] of numbers.entries()) head.writeUInt32LE(number, index * WORD);
  return head;
}

/** The failure for an image that is not as this version knows it. */
export function unreadable(file: string, why: string): Failure {
  return new Failure(
    'checkpoint-failed',
    `${file} of the checkpoint cannot be read: ${why}`,
    'this is a defect of the stage, or another version of CRIU wrote it; please report it',
  );
}
