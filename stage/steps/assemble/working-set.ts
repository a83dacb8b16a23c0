import { CHECKPOINT_FOLDER, MEMORY_FILE, TOOL_PROGRAM } from '../../../contract';
import { askInTurn } from '../../copies/ask-copy';
import { prepareCopy, restoreCopy } from '../../copies/restored-copy';
import type { StageContext } from '../../context/stage-context';
import { megabytes } from '../megabytes';
import type { Assembled } from '../states';
import type { Step } from '../step';
import { assembleImage } from './assemble-image';

/** The pages that two copies write are nearly the same; what only one of them wrote is written often enough. */
const COPIES = ['trial-1', 'trial-2'];

/**
 * Restores copies of the image, finds the pages that they write until they have answered, and assembles the image again
 * with these pages to be copied. The kernel copies a mapped page when it is written first, which takes longer than a copy
 * of many at once (Ustiugov et al., "Benchmarking, analysis, and optimization of serverless function snapshots", ASPLOS
 * 2021).
 */
export const workingSet: Step<Assembled, Assembled> = {
  id: 'working-set',
  title: 'find the memory that a restored copy writes first',
  summary: ({ memory }) =>
    memory.mappedProcess === undefined ? 'all is copied' : `${megabytes(memory.copiedBytes)} copied`,

  async run(context, assembled) {
    const { mappedProcess } = assembled.memory;
    if (mappedProcess === undefined) return assembled;
    const pages = new Set<number>();
    for (const name of COPIES) {
      for (const page of await writtenBy(context, assembled, mappedProcess, name)) pages.add(page);
    }
    await context.containers.remove('image', [assembled.checkpointImage]);
    return assembleImage(context, assembled, assembled.checkpointFolder, pages);
  },
};

async function writtenBy(context: StageContext, assembled: Assembled, pid: number, name: string): Promise<number[]> {
  const { containers } = context;
  const { gid, uid } = assembled.user;
  const request = { image: assembled.checkpointImage, from: 'the checkpoint image', env: {} };
  const prepared = await prepareCopy(context, assembled, request, name);
  const copy = await restoreCopy(context, prepared);
  await askInTurn(context, copy, context.spec.gate.requests);
  const argv = [TOOL_PROGRAM, 'written', String(pid), `${CHECKPOINT_FOLDER}/${MEMORY_FILE}`];
  const { stdout } = await containers.exec(copy.container, argv, { user: `${uid}:${gid}` });
  await containers.remove('container', [copy.container, prepared.sandbox.container]);
  return parsePages(stdout);
}

/** Lines of FIRST COUNT. */
export function parsePages(text: string): number[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    const [first = 0, count = 0] = line.split(' ').map(Number);
    return Array.from({ length: count }, (_, index) => first + index);
  });
}
