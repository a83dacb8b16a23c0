import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { shells, sources } from './fake-layer';

/**
 * Stands in for unshare on a host whose monotonic clock reads `$MONOTONIC`: refuses to go back further, like the
 * kernel. It prints the name and arguments of the program that it would start.
 */
const unshare = `#!/bin/sh
for argument; do
  shift
  [ "$argument" != -- ] || break
  case $before in
    --monotonic) monotonic=\${argument#-} ;;
    --boottime) boottime=\${argument#-} ;;
  esac
  before=$argument
done
if [ -z "$MONOTONIC" ] || [ "$monotonic" -gt "$MONOTONIC" ]; then
  echo "unshare: \${REFUSAL:-failed to write /proc/self/timens_offsets: Numerical result out of range}" >&2
  exit 1
fi
case $1 in */env) exit 0 ;; esac
echo "monotonic -$monotonic boottime -$boottime"
echo "\${1##*/} $(shift; echo "$*")"
`;

/** Runs `capture` as a container would, and returns what it would start. */
function capture(shell: readonly string[], env: Readonly<Record<string, string>>) {
  const home = scratch();
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/unshare'), unshare);
  chmodSync(join(home, 'bin/unshare'), 0o755);
  symlinkSync('/usr/bin/env', join(home, 'bin/env'));
  const [program = '', ...options] = shell;
  return spawnSync(program, [...options, join(sources, 'capture'), 'java', '-jar', 'a b.jar'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], EKS_CRAC_HOME: home, EKS_CRAC_USER: '10001:10002', ...env },
  });
}

describe.each(shells)('capture in %s', (...shell) => {
  const words = shell.filter((word) => typeof word === 'string');

  test('begins at a clock near zero, and is the service’s user without what that took', () => {
    const { status, stdout } = capture(words, { MONOTONIC: '999999999' });
    expect(status).toBe(0);
    const [clocks = '', program = ''] = stdout.split('\n');
    const [, monotonic, boottime] = /^monotonic -(\d+) boottime -(\d+)$/.exec(clocks) ?? [];
    expect(monotonic).toBe(boottime);
    expect(program).toMatch(
      /^setpriv --reuid 10001 --regid 10002 --clear-groups --bounding-set=-sys_admin,-sys_time,-setuid,-setgid \S+\/capture java -jar a b\.jar$/,
    );
  });

  test.each([0, 1, 7])('on a host that slept, the monotonic clock at %d s goes back as far as it may', (seconds) => {
    const { status, stdout } = capture(words, { MONOTONIC: String(seconds) });
    expect(status).toBe(0);
    const monotonic = Number(/^monotonic -(\d+)/.exec(stdout)?.[1]);
    expect(seconds - monotonic).toBeGreaterThanOrEqual(0);
    expect(seconds - monotonic).toBeLessThanOrEqual(1);
  });

  test('says what the kernel says when it has no time namespaces, and starts nothing', () => {
    const REFUSAL = 'unshare failed: Invalid argument';
    const { status, stderr, stdout } = capture(words, { MONOTONIC: '', REFUSAL });
    expect({ status, stderr, stdout }).toEqual({
      status: 1,
      stderr: `eks-crac: no time namespace for the capture: unshare: ${REFUSAL}\n`,
      stdout: '',
    });
  });
});
