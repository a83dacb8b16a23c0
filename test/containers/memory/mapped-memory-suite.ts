import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { packagePath } from '../../../kit/package-path';
import { ContainerRuntime } from '../../../stage/containers';
import { ProcessRunner } from '../../../kit/process';
import { IMAGES } from '../../../machine/images';
import { jdkImage } from '../../support/containers/jdk';
import type { OtherJdk } from '../../support/containers/jdk';
import { CapturedImage } from '../runtime/captured-image';
import { docker, LABEL, removeAll, removeContainers } from '../runtime/docker';
import type { RunningContainer } from '../runtime/running-container';
import { rewritten } from './rewritten';

const MINUTES = 60_000;
/** What a restored service does and sees is not what it does and sees the second time. */
const ROUNDS = 2;

/** Collectors that work beside the service need room for what it allocates meanwhile. */
const ROOM = '-Xmx192m';

/** The JVM looks at its whole heap before and after each collection, and gives back what it does not need. */
const JVM = [
  ...['--enable-preview', '--enable-native-access=ALL-UNNAMED'],
  ...['-XX:+UnlockDiagnosticVMOptions', '-XX:+UnlockExperimentalVMOptions'],
  ...['-XX:+VerifyBeforeGC', '-XX:+VerifyAfterGC'],
  ...['-Xms16m', '-Xmx64m', '-XX:MinHeapFreeRatio=5', '-XX:MaxHeapFreeRatio=10', '-XX:-ShrinkHeapInSteps'],
];

export interface Collector {
  readonly name: string;
  readonly options: readonly string[];
  /** Bytes that must be mapped at least, so that there is something to prove. */
  readonly mappedBytes: number;
}

const HEAP = 10_000_000;

export const SERIAL: Collector = { name: 'Serial', options: ['-XX:+UseSerialGC'], mappedBytes: HEAP };
export const G1: Collector = { name: 'G1', options: ['-XX:+UseG1GC'], mappedBytes: HEAP };
export const PARALLEL: Collector = {
  name: 'Parallel',
  options: ['-XX:+UseParallelGC', '-XX:+UseAdaptiveSizePolicyWithSystemGC'],
  mappedBytes: HEAP,
};
export const SHENANDOAH: Collector = {
  name: 'Shenandoah',
  options: ['-XX:+UseShenandoahGC', ROOM, '-XX:ShenandoahUncommitDelay=100', '-XX:ShenandoahGuaranteedGCInterval=500'],
  mappedBytes: HEAP,
};
/** Its heap is shared memory, which stays copied. */
export const Z: Collector = {
  name: 'Z',
  options: ['-XX:+UseZGC', ROOM, '-XX:ZUncommitDelay=1'],
  mappedBytes: 4_000_000,
};

interface Settings {
  readonly collector: Collector;
  readonly uid: number;
  readonly readOnlyRoot: boolean;
  /** The machine's own JDK if left out. */
  readonly jdk?: OtherJdk;
}

/**
 * Tests that a restored JVM cannot tell mapped memory from its own: every kind is filled before the checkpoint, then
 * checked, given back, taken anew and checked again.
 */
export function describeMappedMemory({ collector, jdk, readOnlyRoot, uid }: Settings): void {
  describe(`${collector.name} as user ${uid}${readOnlyRoot ? ' on a read-only root' : ''}`, () => {
    let work: string;
    let image: CapturedImage;
    let checkpoint: string;
    let copy: RunningContainer;

    beforeAll(async () => {
      work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
      image = await CapturedImage.of(
        {
          name: 'memory',
          user: { uid, gid: uid },
          java: 'java',
          dockerfile: dockerfile(jdk === undefined ? IMAGES.jdk : await jdkImage(containers(), jdk)),
          sources: packagePath('test/support/memory-service'),
          options: [...JVM, ...collector.options],
        },
        work,
      );
      checkpoint = await rewritten(image.checkpoint, join(work, 'rewritten'));
      const readOnly = readOnlyRoot ? ['--read-only'] : [];
      const volume = ['--volume', `${checkpoint}:${CHECKPOINT_FOLDER}:ro`];
      copy = await image.restore([...readOnly, ...volume, '--publish', '127.0.0.1::8080']);
      expect((await copy.lines()).decision).toMatchObject({ mode: 'restored', reason: '' });
    }, 4 * MINUTES);

    afterAll(async () => {
      await removeAll();
      await rm(work, { recursive: true });
    }, MINUTES);

    async function ask<T>(path: string, of = copy): Promise<T> {
      const response = await fetch(`${await of.baseUrl()}${path}`, { signal: AbortSignal.timeout(MINUTES) });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${path}: ${text}`);
      return JSON.parse(text) as T;
    }

    test('the memory is mapped', async () => {
      expect(await ask<number>('/mapped')).toBeGreaterThan(collector.mappedBytes);
    });

    test(
      'everything is as it was at the checkpoint',
      async () => {
        for (const part of await ask<string[]>('/')) await ask(`/kept/${part}`);
      },
      MINUTES,
    );

    test(
      'memory that is given back and taken anew is right, again and again',
      async () => {
        for (let round = 0; round < ROUNDS; round++) {
          for (const part of await ask<string[]>('/')) await exercised(part, ask);
          expect(await ask<string>('/trim')).toMatch(/^Trim native heap: /);
        }
        for (const part of await ask<string[]>('/')) await ask(`/kept/${part}`);
      },
      5 * MINUTES,
    );

    test(
      'it is restored from a copy in memory where nothing can be run from the folder of the checkpoint',
      async () => {
        const name = `${LABEL}-noexec`;
        const bind = ['--opt', 'type=none', '--opt', 'o=bind,ro,noexec', '--opt', `device=${checkpoint}`];
        await docker('volume', 'create', '--label', LABEL, ...bind, name);
        const other = await image.restore([
          ...['--volume', `${name}:${CHECKPOINT_FOLDER}:ro`, '--publish', '127.0.0.1::8080'],
        ]);
        expect((await other.lines()).decision).toMatchObject({ mode: 'restored', reason: '' });
        expect(await ask<number>('/mapped', other)).toBe(0);
        for (const part of ['code', 'heap']) await exercised(part, (path) => ask(path, other));
        await removeContainers();
        await docker('volume', 'rm', name);
      },
      5 * MINUTES,
    );
  });
}

/** A part that gave nothing back would prove nothing. */
async function exercised(part: string, ask: <T>(path: string) => Promise<T>): Promise<void> {
  const seen = await ask<Readonly<Record<string, number>>>(`/exercise/${part}`);
  if (part === 'heap') expect(seen['again']).toBeLessThan(seen['high'] ?? 0);
  if (part === 'code') expect(seen['unloaded']).toBeGreaterThan(20);
  if (part === 'classes') expect(seen['unloaded']).toBeGreaterThan(300);
}

function containers(): ContainerRuntime {
  const program = process.env['EKS_CRAC_CONTAINER_RUNTIME'] === 'podman' ? 'podman' : 'docker';
  return new ContainerRuntime(program, new ProcessRunner());
}

/** Calls of C are a preview of Java 21; Java 17 has none. */
function dockerfile(jdk: string): string {
  return `FROM ${jdk}
COPY service /app
WORKDIR /app
RUN javac *.java \\
    && home="$(dirname "$(dirname "$(readlink -f "$(which java)")")")" \\
    && release="$(sed -n 's/^JAVA_VERSION="\\([0-9]*\\).*/\\1/p' "$home/release")" \\
    && if [ "$release" -ge 21 ]; then javac --enable-preview --release "$release" -d . foreign/*.java; fi
`;
}
