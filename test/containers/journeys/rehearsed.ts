import type { ReleaseRecord } from '../../../contract';
import type { RehearsalReport } from '../../../cli/rehearsal/report';
import type { Ending } from '../../support/containers/cli-process';
import type { Scene } from '../../support/containers/scene';
import { readRecord } from './released-images';

/** A completed rehearsal: its output, and the record of its release. */
export interface Rehearsed {
  readonly report: RehearsalReport;
  readonly record: ReleaseRecord;
  readonly stderr: string;
}

/** Rehearses the scene's spec and expects a release. */
export async function rehearse(scene: Scene, runs = 1, deadlineMs?: number): Promise<Rehearsed> {
  const program = scene.start(['--spec', scene.specFile, '--json', '--yes', '--runs', String(runs)]);
  return released(scene, await program.ended(deadlineMs));
}

export async function released(scene: Scene, { exitCode, stderr, stdout }: Ending): Promise<Rehearsed> {
  if (exitCode !== 0) throw new Error(`the rehearsal ended with status ${exitCode}:\n${stderr}`);
  const report = JSON.parse(stdout) as RehearsalReport;
  return { report, record: await readRecord(scene.repository, report.release.name), stderr };
}
