import { IMAGES } from '../../../../machine/images';
import { waitUntil } from '../../../../kit/wait';
import { docker, LABEL } from '../../runtime/docker';
import type { PodBench, PodChange } from './pod-bench';

const TIMEOUT_MS = 10_000;

/**
 * A pod whose containers share their processes, one of which has the process id that the captured service had. The kernel
 * gives the next number to a new process, so a privileged container says which one was the last.
 */
export async function withTakenPid(bench: PodBench): Promise<PodChange> {
  const service = bench.manifest('service');
  const script = `echo ${Number(service) - 1} > /proc/sys/kernel/ns_last_pid; busybox sleep 600 & wait`;
  const options = ['--detach', '--privileged', '--label', LABEL, IMAGES.tools, 'busybox', 'sh', '-c', script];
  const { stdout } = await docker('run', ...options);
  const other = stdout.trim();
  const look = ['exec', other, 'busybox', 'sh', '-c', `test -e /proc/${service} && echo taken || echo free`];
  await waitUntil<true>({ timeoutMs: TIMEOUT_MS, intervalMs: 100 }, async () => {
    const seen = (await docker(...look)).stdout.trim();
    return seen === 'taken' ? { found: true } : { seen };
  });
  return { options: ['--pid', `container:${other}`] };
}
