import { findStartReport } from '../../../contract/start-line';
import type { StartReport } from '../../../contract/start-line';

/** The report of `start` in a pod, and when the container started by the node's clock, in ms since 1970. */
export interface PodStart {
  readonly report: StartReport;
  readonly startedAt: number;
}

const LINE = /^(\S+) (\{"eks-crac":"start".*)$/gm;

/**
 * Finds the last report in a log with timestamps. It is written once the service listens and holds the time that took;
 * Kubernetes itself records the container start only in whole seconds.
 */
export function findPodStart(log: string): PodStart | undefined {
  const starts = [...log.matchAll(LINE)].flatMap(([, time = '', line = '']) => {
    const report = findStartReport(line);
    return report === undefined ? [] : [{ report, startedAt: milliseconds(time) - report.ms }];
  });
  return starts.at(-1);
}

/** `Date` truncates the node's nanoseconds to milliseconds. */
function milliseconds(time: string): number {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '0';
  return Date.parse(time.replace(/\.\d+/, '')) + Number(`0.${fraction}`) * 1000;
}
