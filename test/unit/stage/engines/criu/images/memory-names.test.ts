import { create } from '@bufbuild/protobuf';
import { FileSchema, MmSchema, VmaSchema } from '../../../../../../stage/engines/criu/images/criu_pb';
import { memoryNames } from '../../../../../../stage/engines/criu/images/memory-names';

const PAGE = 4096;
const page = (number: number) => BigInt(number * PAGE);
const area = (first: number, status: number, shmid = 0n) =>
  create(VmaSchema, { start: page(first), end: page(first + 1), pgoff: 0n, shmid, prot: 3, flags: 2, status, fd: -1n });
const file = (id: number, name: string) =>
  create(FileSchema, { type: 1, id, reg: { id, flags: 0, pos: 0n, fown: new Uint8Array(), name } });

test('memory has the names that a person knows', () => {
  const vmas = [area(1, 513), area(2, 513 | 2), area(3, 513 | 32), area(4, 65, 7n), area(5, 65, 8n)];
  const mm = create(MmSchema, {
    vmas,
    mmArgStart: page(2) + 10n,
    mmArgEnd: page(2) + 20n,
    mmEnvStart: page(2) + 20n,
    mmEnvEnd: page(2) + 30n,
  });
  const files = [file(7, '/jdk/lib/classes.jsa'), file(8, '/opt/eks-crac/checkpoint/memory.img')];
  const nameAt = memoryNames(mm, files);
  const names = [PAGE, 2 * PAGE, 2 * PAGE + 10, 2 * PAGE + 20, 3 * PAGE, 4 * PAGE, 5 * PAGE].map(nameAt);
  expect(names).toEqual([
    'its heap, a stack or a buffer',
    'its first stack',
    'its arguments',
    'its environment',
    'the memory of its C library',
    'what it changed of /jdk/lib/classes.jsa',
    'its heap, a stack or a buffer',
  ]);
});
