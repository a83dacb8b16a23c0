import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { WaitTimeout } from '../../../kit/wait';
import type { RehearsalReport } from '../../../cli/rehearsal/report';
import type { Kind } from '../../../scripts/corpus/kinds';
import { Scene } from '../../support/containers/scene';
import type { SpecInput } from '../../support/containers/scene';
import { readRecord } from '../journeys/released-images';
import { RestoredContainer } from '../journeys/restored-container';
import { endedWith } from './outcome';
import type { Outcome } from './outcome';

/** An application starts slowly, and is fetched first. */
const DEADLINE_MS = 600_000;

export type Root = Kind['expected']['roots'][number];

/** Rehearses a kind once, as a user does who has written nothing but its folder. */
export async function runKind(kind: Kind, root: Root): Promise<Outcome> {
  const scene = new Scene();
  try {
    return await runIn(scene, kind, root);
  } finally {
    await scene.dispose();
  }
}

async function runIn(scene: Scene, kind: Kind, root: Root): Promise<Outcome> {
  const program = scene.start(['--spec', assemble(scene, kind, root), '--json', '--yes', '--runs', '1']);
  const { exitCode, stderr, stdout } = await program.ended(DEADLINE_MS);
  const ended = endedWith(exitCode, stderr);
  if (exitCode !== 0) return ended;
  const report = JSON.parse(stdout) as RehearsalReport;
  const restored = report.rows[1];
  if (restored?.coldStarts !== 0) return { ...ended, wrong: 'a restored copy started cold' };
  const { expected } = kind;
  const prints = expected.outcome === 'refused' ? undefined : expected.prints;
  const wrong = prints === undefined ? '' : await missingOutput(scene, report, prints);
  return { ...ended, wrong, ratioToCold: restored.ratioToCold };
}

/** The shared files, those of the kind over them, and the kind's Dockerfile after the shared one; returns its spec. */
function assemble(scene: Scene, kind: Kind, root: Root): string {
  const { shared } = kind;
  const folder = join(scene.folder, 'kind');
  for (const from of [shared, kind.folder]) cpSync(from, folder, { recursive: true });
  const dockerfiles = [shared, kind.folder].map((from) => textOf(from, 'Dockerfile'));
  writeFileSync(join(folder, 'Dockerfile'), dockerfiles.join(''));
  const spec = { ...specOf(shared), ...specOf(kind.folder) } as SpecInput;
  const run = { ...spec.run, readOnlyRoot: root === 'readOnly' };
  scene.write(
    'kind/eks-crac.yaml',
    JSON.stringify({ ...spec, service: scene.service, run, build: { ...spec.build, context: '.' } }),
  );
  return join(folder, 'eks-crac.yaml');
}

function specOf(folder: string): Partial<SpecInput> {
  return (parse(textOf(folder, 'eks-crac.yaml')) ?? {}) as Partial<SpecInput>;
}

function textOf(folder: string, name: string): string {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Asks a restored copy, and waits for its output; returns what is missing. */
async function missingOutput(scene: Scene, { release }: RehearsalReport, prints: string): Promise<string> {
  const record = await readRecord(scene.repository, release.name);
  const copy = await RestoredContainer.start(scene.containers, record);
  try {
    await copy.ready();
    await copy.hasPrinted(new RegExp(prints));
    return '';
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    return `a restored copy did not print "${prints}"`;
  } finally {
    await RestoredContainer.removeAll(scene.containers, record);
  }
}
