import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { freshnessOf, needsCapture } from '../../releases/freshness/freshness';
import type { Freshness } from '../../releases/freshness/freshness';
import { look } from '../../releases/freshness/look';
import { log } from '../log';
import { capture } from './capture';
import type { CaptureAnswer } from './capture';
import { metrics } from './metrics';
import { readSettings } from './settings';

/** What a caller may ask for; the schedule asks for nothing. */
export interface FreshnessEvent {
  /** @default - as the stack says */
  readonly dryRun?: boolean;
}

/** What was found of the newest release, and done. */
export interface FreshnessReport extends Partial<Freshness> {
  readonly capture: CaptureAnswer | { readonly kind: 'not-needed' | 'dry-run' | 'no-release' };
}

/** Compares the newest release with what there is now, and starts the pipeline where another capture helps. */
export async function handler({ dryRun }: FreshnessEvent = {}): Promise<FreshnessReport> {
  const { maxAgeDays, pipeline, repository, service, ...settings } = readSettings(process.env);
  const catalogue = ReleaseCatalogue.of(repository);
  const newest = await catalogue.newest();
  if (newest === undefined) {
    const report = { capture: { kind: 'no-release' } } as const;
    log('INFO', 'freshness', report);
    return report;
  }
  const at = new Date();
  const freshness = freshnessOf(newest.record, await look(catalogue, newest.record, settings, at), maxAgeDays);
  const report = { ...freshness, capture: await act(freshness) };
  log('INFO', 'freshness', { ...report, ...metrics(service, freshness, at) });
  return report;

  async function act({ release }: Freshness): Promise<FreshnessReport['capture']> {
    if (!needsCapture(freshness)) return { kind: 'not-needed' };
    if (dryRun ?? settings.dryRun) return { kind: 'dry-run' };
    return capture(new CodePipelineClient(), { pipeline, release, day: at.toISOString().slice(0, 10) });
  }
}
