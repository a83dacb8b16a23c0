import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { makeReadable } from '../../support/containers/readable';
import { rewriteCheckpoint } from '../../../stage/engines/criu/rewrite/rewrite';
import type { RewrittenCheckpoint } from '../../../stage/engines/engine-driver';
import { ImageFolder } from '../../../stage/engines/criu/images/image-folder';
import { isGuard } from '../../../stage/engines/criu/rewrite/judge-area';
import type { Vma } from '../../../stage/engines/criu/images/criu_pb';
import { CapturedImage } from './captured-image';
import { removeAll } from './docker';
import { IMAGES } from '../../../machine/images';
import type { ServiceImage } from './images';
import type { RunningContainer } from './running-container';

const MINUTES = 60_000;
const EINVAL = 22;
const ENOSYS = 38;
const MAP_DROPPABLE = 8;

/** Asks glibc for random bytes, which keeps its state in memory that may be dropped, where the kernel has it. */
const SERVICE = `
import com.sun.net.httpserver.HttpServer;
import java.lang.foreign.*;

public class Service {
  public static void main(String[] args) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor kind = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    var getrandom = linker.downcallHandle(linker.defaultLookup().find("getrandom").orElseThrow(), kind);
    HttpServer server = HttpServer.create(new java.net.InetSocketAddress(8080), 50);
    server.createContext("/", x -> {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bytes = arena.allocate(16);
        x.sendResponseHeaders((long) getrandom.invokeExact(bytes, 16L, 0) == 16 && bytes.get(ValueLayout.JAVA_LONG, 0) != 0 ? 200 : 500, -1);
      } catch (Throwable failed) { x.sendResponseHeaders(500, -1); }
      x.close();
    });
    server.createContext("/exit", x -> { x.sendResponseHeaders(200, -1); x.close(); new Thread(() -> System.exit(42)).start(); });
    server.start();
  }
}
`;

const IMAGE: ServiceImage = {
  name: 'getrandom',
  user: { uid: 1000, gid: 1000 },
  java: 'java',
  dockerfile: `FROM ${IMAGES.jdk}
COPY service/Service.java /src/
RUN javac --enable-preview --release 21 -d /app /src/Service.java
`,
  options: ['--enable-preview'],
};

/** A system call that an older kernel refuses. */
interface Refused {
  readonly names: readonly string[];
  readonly errnoRet: number;
  readonly args?: readonly object[];
}

const advice = (...values: number[]): Refused[] =>
  values.map((value) => ({
    names: ['madvise'],
    errnoRet: EINVAL,
    args: [{ index: 2, value, op: 'SCMP_CMP_EQ' }],
  }));

/** What Linux has since 6.13: MADV_GUARD_INSTALL and MADV_GUARD_REMOVE, used by glibc 2.42 and newer. */
const GUARDS = advice(102, 103);
/** What Linux has since 6.11: MAP_DROPPABLE among the types of a mapping. */
const DROPPABLE: Refused[] = [
  {
    names: ['mmap'],
    errnoRet: EINVAL,
    args: [{ index: 3, value: 0xf, valueTwo: MAP_DROPPABLE, op: 'SCMP_CMP_MASKED_EQ' }],
  },
];
/** A kernel that was built without transparent huge pages. */
const NO_HUGE_PAGES = advice(14, 15);
/** Before Linux 6.6. */
const SHADOW_STACK: Refused[] = [{ names: ['map_shadow_stack'], errnoRet: ENOSYS }];
/** Before Linux 6.3: a registration of restartable sequences has 32 bytes. */
const RSEQ: Refused[] = [{ names: ['rseq'], errnoRet: EINVAL, args: [{ index: 1, value: 32, op: 'SCMP_CMP_GT' }] }];

describe('a checkpoint on a kernel that lacks', () => {
  let work: string;
  let image: CapturedImage;
  let areas: readonly Vma[];
  let rewritten: RewrittenCheckpoint;

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'eks-crac-test-'));
    const sources = join(work, 'sources');
    await mkdir(sources);
    await writeFile(join(sources, 'Service.java'), SERVICE);
    image = await CapturedImage.of({ ...IMAGE, sources }, join(work, 'image'));
    rewritten = rewriteCheckpoint(image.checkpoint, folder(), {
      memory: 'mapped',
      workingSet: { written: new Set<number>(), read: new Set<number>() },
    });
    await makeReadable(folder());
    await writeManifest(rewritten.kernelNeeds);
    areas = areasOf(image.checkpoint);
  }, 3 * MINUTES);

  afterAll(async () => {
    await removeAll();
    await rm(work, { recursive: true });
  }, MINUTES);

  const folder = () => join(work, 'rewritten');

  /** The sizes of the files are others than the captured manifest has. */
  async function writeManifest(needs: readonly string[]): Promise<void> {
    const manifest = await readFile(join(image.checkpoint, 'manifest'), 'utf8');
    const others = manifest.replace(/^(file|needs|kernel)=.*\n/gm, '');
    await writeFile(join(folder(), 'manifest'), `${others}kernel=6.18.4\nneeds=${needs.join(' ')}\n`);
  }

  async function restore(checkpoint: string, refused: readonly Refused[]): Promise<RunningContainer> {
    const profile = join(work, 'seccomp.json');
    const syscalls = refused.map((each) => ({ ...each, action: 'SCMP_ACT_ERRNO' }));
    await writeFile(profile, JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }));
    const options = ['--security-opt', `seccomp=${profile}`, '--volume', `${checkpoint}:${CHECKPOINT_FOLDER}:ro`];
    // No other profile is asked for.
    return image.restore(options, { seccomp: 'RuntimeDefault' });
  }

  async function decision(checkpoint: string, refused: readonly Refused[]): Promise<unknown> {
    const container = await restore(checkpoint, refused);
    await container.request('/');
    const { decision: found } = await container.lines();
    await container.request('/exit');
    expect(await container.ended()).toBe(42);
    return found;
  }

  const COLD = { mode: 'cold', reason: 'restore-failed' };
  const RESTORED = { mode: 'restored', reason: '' };

  test('guard pages starts cold as it was dumped, and is restored when it was rewritten', async () => {
    expect(areas.filter(isGuard)).not.toEqual([]);
    expect(await decision(image.checkpoint, GUARDS)).toMatchObject(COLD);
    expect(await decision(folder(), GUARDS)).toMatchObject(RESTORED);
  });

  test('guard pages has a range without access for each', () => {
    const after = areasOf(folder());
    expect(after.filter(isGuard)).toEqual([]);
    for (const { end, start } of areas.filter(isGuard)) {
      expect(after.filter((area) => area.start < end && area.end > start)).toMatchObject([{ start, end, prot: 0 }]);
    }
  });

  test('memory that may be dropped starts cold as it was dumped, and is restored when it was rewritten', async () => {
    expect(areas.filter(({ flags }) => (flags & MAP_DROPPABLE) !== 0)).not.toEqual([]);
    expect(await decision(image.checkpoint, DROPPABLE)).toMatchObject(COLD);
    expect(await decision(folder(), DROPPABLE)).toMatchObject(RESTORED);
  });

  test('transparent huge pages is not tried, and fails where it is', async () => {
    expect(rewritten.kernelNeeds).toContain('advice-15');
    expect(await decision(folder(), NO_HUGE_PAGES)).toMatchObject({
      mode: 'cold',
      reason: 'kernel',
      detail: expect.stringMatching(/advice 15 of madvise, which Linux \S+ here refuses; .* Linux 6.18.4$/) as string,
    });
    await writeManifest([]);
    expect(await decision(folder(), NO_HUGE_PAGES)).toMatchObject(COLD);
    await writeManifest(rewritten.kernelNeeds);
  });

  test.each([
    ['shadow stacks', 'shadow-stack', SHADOW_STACK, 'the captured service has shadow stacks'],
    ['larger restartable sequences', 'rseq-33', RSEQ, 'the captured service has restartable sequences of 33 bytes'],
  ])('%s is not tried where its images have them', async (_, need, refused, detail) => {
    await writeManifest([need]);
    expect(await decision(folder(), refused)).toMatchObject({
      mode: 'cold',
      reason: 'kernel',
      detail: expect.stringContaining(detail) as string,
    });
    await writeManifest(rewritten.kernelNeeds);
  });

  test('nothing of it is restored', async () => {
    expect(await decision(folder(), [])).toMatchObject(RESTORED);
  });
});

function areasOf(checkpoint: string): readonly Vma[] {
  const images = new ImageFolder(checkpoint);
  return images.processes().flatMap((pid) => images.readMm(pid).vmas);
}
