import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../../kit/package-path';
import { inputsLock } from '../../../scripts/runtime/inputs';
import { buildHost } from '../../../scripts/runtime/target';
import { Zig } from '../../../scripts/runtime/tools/zig';
import { workspace } from '../../../scripts/runtime/workspace';
import { describeStart } from './fake-layer';
import { run } from './run-program';

const DAY = 86_400;
const SOURCES = ['clock-machine.c', 'clock-waits.c'].map((name) => packagePath(join('test/fixtures/runtime', name)));

/** The clock library in one program with a machine whose clock can be set, and which restores it twenty times. */
describeStart('the clock library', () => {
  let program: string;

  beforeAll(async () => {
    program = join(mkdtempSync(join(tmpdir(), 'eks-crac-clock-')), 'clock-waits');
    const zig = await Zig.of(
      inputsLock(),
      workspace(() => undefined),
    );
    const flags = ['-std=c11', '-D_GNU_SOURCE', '-Os', '-static', '-I.'];
    const library = ['clock.c', 'conditions.c', 'waiters.c'];
    await zig.compile(buildHost(), packagePath('runtime/preload'), [...flags, '-o', program, ...library, ...SOURCES]);
  }, 60_000);

  test.each([
    ['as old', 0],
    ['a day older', DAY],
    ['200 days older', 200 * DAY],
    ['200 days younger', -200 * DAY],
  ])('loses no signal, ends no wait early or late and never goes back, restored on machines %s', (_, seconds) => {
    const { status, stderr, stdout } = run(program, [String(seconds)]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const [reads, waits, exchanges] = [...stderr.matchAll(/\d+/g)].map(Number);
    expect(reads).toBeGreaterThan(500);
    expect(waits).toBeGreaterThan(60);
    expect(exchanges).toBeGreaterThan(1000);
  });
});
