import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../kit/private-files';
import type { ReleaseRecord } from '../../contract';
import type { PodTimes } from './cluster';
import type { StartTimes } from './measure';
import type { StoreComparison } from './stores';
import type { StateFolder } from '../../stage/run/state-folder';
import type { StepTime } from '../render/stage-reporter';

export interface ReportRow extends StartTimes {
  /** Median of the cold start divided by the median of this one. */
  readonly ratioToCold: number;
}

export interface PodRow extends PodTimes {
  /** Median `startMs` of the cold pods divided by the median of these. */
  readonly ratioToCold: number;
}

/** The document printed by `--json`; times in milliseconds, sizes in bytes. */
export interface RehearsalReport {
  readonly rows: readonly ReportRow[];
  /** Pods on the cluster; empty without `--cluster`. */
  readonly pods: readonly PodRow[];
  /** The stores of the release. @default - they were not compared */
  readonly stores?: StoreComparison;
  readonly checkpoint: { readonly rawBytes: number; readonly mappedBytes: number; readonly storedBytes: number };
  /** Sizes as stored in the registry. */
  readonly images: { readonly service: number; readonly checkpoint: number };
  readonly steps: readonly StepTime[];
  readonly release: {
    readonly name: string;
    readonly service: string;
    readonly repository: string;
    readonly serviceDigest: string;
    readonly checkpointDigest: string;
    readonly engine: string;
    readonly deadlineMs: number;
    readonly gateRestoreMs: readonly number[];
  };
}

export function rehearsalReport(
  times: readonly StartTimes[],
  pods: readonly PodTimes[],
  steps: readonly StepTime[],
  record: ReleaseRecord,
  stores?: StoreComparison,
): RehearsalReport {
  const cold = times.find(({ id }) => id === 'cold')?.startMs.median ?? Number.NaN;
  const coldPod = pods.find(({ id }) => id === 'pod-cold')?.startMs.median ?? Number.NaN;
  return {
    rows: times.map((row) => ({ ...row, ratioToCold: ratio(cold, row.startMs.median) })),
    pods: pods.map((row) => ({ ...row, ratioToCold: ratio(coldPod, row.startMs.median) })),
    ...(stores === undefined ? {} : { stores }),
    checkpoint: {
      rawBytes: record.checkpoint.rawBytes,
      mappedBytes: record.checkpoint.mappedBytes ?? 0,
      storedBytes: record.checkpoint.storedBytes,
    },
    images: { service: record.images.service.bytes, checkpoint: record.images.checkpoint.bytes },
    steps,
    release: {
      name: record.release,
      service: record.service,
      repository: record.repository,
      serviceDigest: record.images.service.digest,
      checkpointDigest: record.images.checkpoint.digest,
      engine: `${record.engine.type} ${record.engine.version}`,
      deadlineMs: record.pod.deadlineMs,
      gateRestoreMs: record.gate.restoreMs,
    },
  };
}

function ratio(cold: number, median: number): number {
  return Math.round((cold / median) * 10) / 10;
}

/** The stored reports of a service. */
export function keptReports(service: string, state: StateFolder): readonly string[] {
  const ofService = (file: string) =>
    file.startsWith(`${service}-v`) && /^\d+\.json$/.test(file.slice(service.length + 2));
  return readdirSync(state.reports)
    .filter(ofService)
    .map((file) => join(state.reports, file));
}

/** Saves the report; returns its path. */
export function keepReport(report: RehearsalReport, state: StateFolder): string {
  mkdirSync(state.reports, PRIVATE_FOLDER);
  const file = join(state.reports, `${report.release.service}-${report.release.name}.json`);
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`, PRIVATE_FILE);
  return file;
}
