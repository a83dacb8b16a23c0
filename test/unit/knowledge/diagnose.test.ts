import { diagnose, explain, KNOWN_MESSAGES } from '../../../knowledge';

const SECCOMP = '(00.024197) Error (compel/src/lib/ptrace.c:27): suspending seccomp failed: Operation not permitted';
const LOCK =
  '(00.021733) Error (criu/file-lock.c:110): Some file locks are hold by dumping tasks! You can try --file-locks';
const END = '(00.024320) Error (criu/cr-dump.c:2098): Dumping FAILED.';

describe('a diagnosis', () => {
  test('has known messages in the order of the log, each once, with how often it is there', () => {
    const found = diagnose([LOCK, SECCOMP, `  ${LOCK}`, END].join('\n'));
    expect(found.map(({ line, lines, message }) => ({ id: message.id, line, lines }))).toEqual([
      { id: 'criu-file-locks', line: LOCK, lines: 2 },
      { id: 'criu-seccomp', line: SECCOMP, lines: 1 },
    ]);
  });

  test('is empty for a log of a good run', () => {
    const good = ['(00.412210) Dumping finished successfully', 'Started CustomersApplication in 2.1 seconds', ''];
    expect(diagnose(good.join('\n'))).toEqual([]);
  });

  test('reads a megabyte without a known line in a moment', () => {
    const began = performance.now();
    diagnose('2026-11-29T20:00:00Z INFO com.example.Service : exec a request of File x\n'.repeat(14_000));
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('an explanation', () => {
  const OTHERWISE = { text: 'the last line', remedy: 'look closer' };

  test('is cause, line and remedy of the first known message', () => {
    const { cause, remedy } = KNOWN_MESSAGES.find(({ id }) => id === 'criu-seccomp')!;
    expect(explain(`${SECCOMP}\n${LOCK}`, OTHERWISE)).toEqual({ text: `${cause}: ${SECCOMP}`, remedy });
  });

  test('is not the line of `start`, which says only that something failed', () => {
    const line = '{"eks-crac":"start","event":"decided","mode":"cold","reason":"restore-failed","ms":1}';
    expect(explain(line, OTHERWISE)).toEqual(OTHERWISE);
    expect(explain(`${SECCOMP}\n${line}`, OTHERWISE).text).toContain(SECCOMP);
  });

  test('is what was given where nothing is known', () => {
    expect(explain(END, OTHERWISE)).toEqual(OTHERWISE);
  });
});
