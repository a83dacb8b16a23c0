import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ImageFolder } from '../../../../../../stage/engines/criu/images/image-folder';
import { rewriteCheckpoint } from '../../../../../../stage/engines/criu/rewrite/rewrite';
import type { RewriteOptions } from '../../../../../../stage/engines/engine-driver';
import {
  ANONYMOUS,
  memoryOf,
  PAGE,
  page,
  PID,
  PRIVATE_FILE,
  writeCheckpoint,
  writeCore,
} from '../../../../../support/unit-checkpoint';
import type { AreaSpec } from '../../../../../support/unit-checkpoint';
import { scratch } from '../../../../../support/unit-scratch';

const set = (written: readonly number[] = [], read: readonly number[] = []) => ({
  written: new Set(written),
  read: new Set(read),
});
const MAPPED: RewriteOptions = { memory: 'mapped', workingSet: set() };
const COPIED: RewriteOptions = { ...MAPPED, memory: 'copied' };
const filled = (numbers: readonly number[]) => new Map(numbers.map((number) => [number, page(number + 1)]));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

function rewritten(areas: readonly AreaSpec[], options = MAPPED) {
  const folder = scratch();
  const [source, target] = [join(folder, 'source'), join(folder, 'target')];
  writeCheckpoint(source, areas);
  const result = rewriteCheckpoint(source, target, options);
  const { vmas } = new ImageFolder(target).readMm(PID);
  return { source, target, result, vmas, copied: statSync(join(target, 'pages-1.img')).size / PAGE };
}

const content = fc
  .uniqueArray(fc.nat(59), { maxLength: 60 })
  .chain((places) =>
    fc
      .array(fc.constantFrom(0, 1, 2, 255), { minLength: places.length, maxLength: places.length })
      .map((bytes) => new Map(places.map((place, index) => [place, page(bytes[index] ?? 0)]))),
  );
const kinds = fc.constantFrom<Partial<AreaSpec>>(
  {},
  {},
  PRIVATE_FILE,
  { flags: 0x4022 },
  { prot: 7 },
  { prot: 5 },
  { prot: 1 },
  { madv: 1n << 14n },
  { status: 513 | 2 },
);
const area = fc.record({ kind: kinds, content }).chain(({ content: pages, kind }) => {
  const free = numbers(60).filter((number) => !pages.has(number));
  const guards =
    kind.flags === 0x4022 || kind.flags === undefined ? fc.subarray(free, { maxLength: 3 }) : fc.constant([]);
  return guards.map((behind): AreaSpec => ({ pages: 60, ...kind, content: pages, guards: behind }));
});

describe('the rewriting of a checkpoint', () => {
  test.each(['mapped', 'copied'] as const)('changes no byte that the process finds in its memory: %s', (memory) => {
    const folder = scratch();
    const [source, target] = [join(folder, 'source'), join(folder, 'target')];
    fc.assert(
      fc.property(fc.array(area, { minLength: 1, maxLength: 5 }), fc.uniqueArray(fc.nat(330)), (areas, written) => {
        writeCheckpoint(source, areas);
        const before = memoryOf(source);
        rewriteCheckpoint(source, target, { memory, workingSet: set(written) });
        expect(memoryOf(target)).toEqual(before);
        expect(memoryOf(source)).toEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  test('maps what a JVM commits, and copies nothing of it', () => {
    const { copied, result, target, vmas } = rewritten([{ pages: 40, content: filled(numbers(40)) }]);
    expect({ copied, result }).toEqual({
      copied: 0,
      result: {
        mappedBytes: 40 * PAGE,
        copiedBytes: 0,
        mappedProcess: PID,
        readAhead: [],
        kernelNeeds: [],
        deletedPaths: [],
      },
    });
    const [file] = new ImageFolder(target).readFiles().filter(({ reg }) => reg?.name.endsWith('memory.img') ?? false);
    expect(file?.reg).toMatchObject({
      name: '/opt/eks-crac/checkpoint/memory.img',
      ...{ mode: 0o100644, size: BigInt(40 * PAGE), mntId: 40, flags: 0 },
    });
    expect(vmas).toMatchObject([{ ...PRIVATE_FILE, shmid: BigInt(file?.id ?? 0), pgoff: 0n, fdflags: 0, prot: 3 }]);
    expect(statSync(join(target, 'memory.img')).mode & 0o777).toBe(0o600);
  });

  test('tells what the images ask of a kernel', () => {
    const advice = (...advices: number[]) => advices.reduce((bits, each) => bits | (1n << BigInt(each)), 0n);
    const areas = [{ madv: advice(15) }, { madv: advice(15, 16) }, { status: 513 | (1 << 15) }];
    const content = filled([1]);
    const { result } = rewritten(areas.map((kind) => ({ pages: 4, content, ...kind })));
    expect(result.kernelNeeds).toEqual(['advice-15', 'advice-16', 'shadow-stack']);
  });

  test.each([
    [32, []],
    [33, ['rseq-33']],
  ])('tells of restartable sequences of %i bytes: %j', (bytes, needs) => {
    const folder = scratch();
    writeCheckpoint(join(folder, 'source'), [{ pages: 1, content: filled([0]) }]);
    writeCore(join(folder, 'source'), bytes);
    const result = rewriteCheckpoint(join(folder, 'source'), join(folder, 'target'), COPIED);
    expect(result.kernelNeeds).toEqual(needs);
  });

  test('makes memory that may be dropped plain memory, which a child finds empty', () => {
    const { result, vmas } = rewritten([{ pages: 4, content: new Map(), flags: 0x28 }]);
    expect(vmas).toMatchObject([{ flags: 0x22, madv: 1n << 18n }]);
    expect(result.kernelNeeds).toEqual(['advice-18']);
  });

  test('has every byte once: what is copied is zeros in the memory file', () => {
    const { target } = rewritten([{ pages: 3, content: filled(numbers(3)) }], {
      memory: 'mapped',
      workingSet: set([17]),
    });
    const memory = readFileSync(join(target, 'memory.img'));
    expect([0, 1, 2].map((number) => memory[number * PAGE])).toEqual([1, 0, 3]);
    expect(readFileSync(join(target, 'pages-1.img'))).toEqual(page(2));
  });

  test('names the ranges of the memory file that are used first, joined over short gaps', () => {
    const areas = [{ pages: 60, content: filled(numbers(60)) }];
    const { result } = rewritten(areas, { memory: 'mapped', workingSet: set([16], [0, 4, 54, 55]) });
    expect(result.readAhead).toEqual([
      { offset: 0, bytes: 5 * PAGE },
      { offset: 54 * PAGE, bytes: 2 * PAGE },
    ]);
  });

  test('has single pages read by the copies that show the working set', () => {
    const { vmas } = rewritten([{ pages: 3, content: filled([1]) }], { memory: 'mapped', workingSet: undefined });
    expect(vmas.map(({ madv, status }) => [status, madv])).toEqual([
      [513, 0n],
      [65, 2n],
      [513, 0n],
    ]);
  });

  test('maps code that is compiled where it runs', () => {
    expect(rewritten([{ pages: 40, content: filled(numbers(40)), prot: 7 }])).toMatchObject({ copied: 0 });
  });

  test('copies the working set besides', () => {
    const areas = [{ pages: 40, content: filled(numbers(40)) }];
    expect(rewritten(areas, { memory: 'mapped', workingSet: set([16, 17, 30, 500]) })).toMatchObject({
      copied: 3,
      result: { mappedBytes: 40 * PAGE, copiedBytes: 3 * PAGE },
    });
  });

  test.each<[string, Partial<AreaSpec>]>([
    ['is reserved, as the stack of a thread is', { flags: 0x4022 }],
    ['grows downwards', { flags: 0x122 }],
    ['is executable and not written', { prot: 5 }],
    ['has advice, as for huge pages', { madv: 1n << 14n }],
    ['is the break of the program', { status: 513 | 32 }],
  ])('copies memory that %s', (_, kind) => {
    expect(rewritten([{ pages: 40, content: filled(numbers(40)), ...kind }])).toMatchObject({ copied: 40 });
  });

  test('maps a file’s written pages where they are many in a row', () => {
    const areas = [
      { pages: 60, content: filled([1, 2, ...numbers(16).map((number) => number + 20)]), ...PRIVATE_FILE },
    ];
    const { copied, vmas } = rewritten(areas);
    expect(copied).toBe(2);
    expect(vmas.map(({ end, pgoff, start }) => [Number((end - start) / 4096n), Number(pgoff / 4096n)])).toEqual([
      [20, 5],
      [16, 0],
      [24, 41],
    ]);
  });

  test('leaves pages of zeros out, however memory comes back', () => {
    const zeros = new Map(numbers(40).map((number) => [number, page(0)]));
    const areas = [
      { pages: 40, content: zeros },
      { pages: 40, content: zeros, flags: 0x4022 },
    ];
    for (const memory of ['mapped', 'copied'] as const) {
      const { result } = rewritten(areas, { memory, workingSet: set([17]) });
      expect(result).toMatchObject({ mappedBytes: 0, copiedBytes: 0 });
    }
  });

  test('copies the first page of an allocation of glibc with a mapping of its own, so that it cannot grow in place', () => {
    const chunk = page(9);
    chunk.writeBigUInt64LE(0n, 0);
    chunk.writeBigUInt64LE(BigInt(8 * PAGE) | 2n, 8);
    const pages = new Map([...filled(numbers(30)), [10, chunk]]);
    expect(rewritten([{ pages: 30, content: pages }])).toMatchObject({ copied: 1 });
  });

  test('copies the first page of an allocation of musl with a mapping of its own, so that it cannot grow in place', () => {
    const [group, meta] = [page(9), page(0)];
    group.writeBigUInt64LE(BigInt((16 + 3) * PAGE + 64), 0);
    meta.writeBigUInt64LE(BigInt((16 + 10) * PAGE), 64 + 16);
    meta.writeBigUInt64LE(4n << 12n, 64 + 32);
    const pages = new Map([...filled(numbers(30)), [3, meta], [10, group]]);
    expect(rewritten([{ pages: 30, content: pages }])).toMatchObject({ copied: 1 });
  });

  test('replaces guards, which Linux has since 6.13, by ranges without access', () => {
    const areas = [{ pages: 8, content: filled([3]), flags: 0x4022, guards: [1] }];
    const { vmas } = rewritten(areas);
    expect(vmas.map(({ end, prot, start, status }) => [Number((end - start) / 4096n), prot, status])).toEqual([
      [1, 3, 513],
      [1, 0, 513],
      [6, 3, 513],
    ]);
  });

  test('keeps the number of areas within a bound', () => {
    const spread = filled(numbers(200).map((number) => number * 40));
    const areas = Array.from({ length: 20 }, () => ({ pages: 8000, content: spread }));
    const { target, vmas } = rewritten(areas);
    expect(vmas.length).toBeLessThanOrEqual(4096);
    expect(statSync(join(target, 'memory.img')).size).toBeLessThan(20 * 8000 * PAGE);
  });

  test('maps the memory of the largest process alone, because CRIU takes equal areas of two for one', () => {
    const folder = scratch();
    const [source, target] = [join(folder, 'source'), join(folder, 'target')];
    writeCheckpoint(source, [{ pages: 8, content: filled([1, 2]) }], 300, 2);
    writeCheckpoint(source, [{ pages: 8, content: filled([1, 2, 3]) }]);
    const before = [memoryOf(source, 300), memoryOf(source)];
    expect(rewriteCheckpoint(source, target, MAPPED)).toMatchObject({ mappedProcess: PID, copiedBytes: 2 * PAGE });
    expect([memoryOf(target, 300), memoryOf(target)]).toEqual(before);
  });

  test('leaves all other files as they are', () => {
    const { source, target } = rewritten([{ pages: 4, content: filled([1]), ...ANONYMOUS }]);
    const others = readdirSync(source).filter((name) => !/^(mm|pagemap|pages|files)/.test(name));
    for (const name of others) expect(readFileSync(join(target, name))).toEqual(readFileSync(join(source, name)));
    expect(readdirSync(target).sort()).toEqual([...readdirSync(source), 'memory.img'].sort());
  });
});
