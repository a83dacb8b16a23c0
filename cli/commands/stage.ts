import { Command, Option } from 'commander';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { InvalidDocument, parseCaptureSpec } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { Failure } from '../../kit/report/failure';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { refuseOlderRevision } from '../../releases/older-revision';
import { codeBuildPlatform } from '../../stage/codebuild/codebuild-platform';
import { inspectHost } from '../../stage/codebuild/inspect-host';
import { interruptSignal } from '../render/interrupt';
import { Progress } from '../render/progress';
import { StageReporter } from '../render/stage-reporter';
import { PARTS, runPart } from './stage-parts';
import type { PartOptions } from './stage-parts';

interface StageOptions extends PartOptions {
  readonly specJson: string;
  readonly source: string;
  readonly record: string;
  readonly anyCpu: boolean;
  readonly machineImage?: string;
}

/**
 * `stage`: the command that CodeBuild runs. It performs the same steps as a rehearsal, but against AWS and without
 * measurements.
 */
export function stageCommand(): Command {
  return new Command('stage')
    .description('capture, prove and publish a service in a CodeBuild build; on a workstation, use rehearse')
    .requiredOption('--spec-json <json>', 'the capture spec, as one JSON document')
    .requiredOption('--source <folder>', 'the folder that paths of the capture spec are relative to')
    .requiredOption('--record <file>', 'the file to which the release record, or what a part makes, is written')
    .option('--any-cpu', 'accept a capture host whose CPU is not that of the CPU class', false)
    .option('--machine-image <id>', 'the machine image of the capture host, for the release record')
    .addOption(
      new Option('--part <part>', 'the part of the stage, where a release has several CPU classes')
        .choices(PARTS)
        .default('whole'),
    )
    .option('--prepared <artifact>', 'the input artifact with the prepared image; for --part capture')
    .option('--draft <artifact...>', 'the input artifacts with the captures; for --part join', [])
    .option('--cpu-class <name...>', 'the CPU classes of the release; for --part join', [])
    .action(run);
}

async function run({ anyCpu, machineImage, record, source, specJson, ...part }: StageOptions): Promise<void> {
  const progress = new Progress(process.stderr);
  const signal = interruptSignal(progress);
  const spec = parseSpec(specJson);
  const reporter = new StageReporter(progress);
  inspectHost({ spec, anyCpu, reporter });
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-stage-'));
  try {
    const host = await codeBuildPlatform({ spec, folder, reporter, signal, machineImage });
    const repository = host.repository(host.defaultRepository(spec.service));
    await refuseOlderRevision(new ReleaseCatalogue(repository), host.build?.revision);
    const made = await runPart(host, { spec, specFolder: resolve(source), keep: false }, part);
    writeFileSync(record, `${JSON.stringify(made, undefined, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parseSpec(text: string): CaptureSpec {
  try {
    return parseCaptureSpec(JSON.parse(text), 'of --spec-json');
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Failure('spec-invalid', `--spec-json is not JSON: ${error.message}`, 'pass one JSON document');
    }
    if (!(error instanceof InvalidDocument)) throw error;
    throw new Failure('spec-invalid', error.message, 'docs/capture-spec.md describes every field', { cause: error });
  }
}
