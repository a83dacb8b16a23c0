import { CHECKPOINT_FOLDER, MEMORY_FILE, TOOL_PROGRAM, VARIABLES } from '../../../contract';
import { askInTurn } from '../../copies/ask-copy';
import { prepareCopy } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { startCopy } from '../../copies/running-copy';
import type { StageContext } from '../../context/stage-context';
import { megabytes } from '../megabytes';
import type { Assembled } from '../states';
import type { Step } from '../step';
import { assembleImage } from './assemble-image';
import { layerRoot } from '../layer-root';

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
    const used = { written: new Set<number>(), read: new Set<number>() };
    for (const name of COPIES) {
      const { read, written } = parsePages(await usedBy(context, assembled, mappedProcess, name));
      for (const page of written) used.written.add(page);
      for (const page of read) used.read.add(page);
    }
    await context.containers.remove('image', [assembled.checkpointImage]);
    return assembleImage(context, assembled, assembled.checkpointFolder, used);
  },
};

async function usedBy(context: StageContext, assembled: Assembled, pid: number, name: string): Promise<string> {
  const { containers } = context;
  const { gid, uid } = assembled.user;
  const request = {
    image: assembled.checkpointImage,
    from: 'the checkpoint image',
    env: { [VARIABLES.mode]: 'trial' },
  };
  const prepared = await prepareCopy(context, assembled, request, name);
  const copy = await startCopy(context, prepared);
  await askInTurn(context, copy, context.spec.gate.requests);
  const argv = [
    TOOL_PROGRAM,
    'touched',
    String(pid),
    `${layerRoot(context, assembled)}${CHECKPOINT_FOLDER}/${MEMORY_FILE}`,
  ];
  const { stdout } = await containers.exec(copy.container, argv, { user: `${uid}:${gid}` });
  await removeCopies(context, [copy]);
  return stdout;
}

/** Lines of FIRST COUNT, with `written` or `resident` before it. */
export function parsePages(text: string): Record<'written' | 'read', number[]> {
  const pages = { written: [] as number[], read: [] as number[] };
  for (const [, how, first, count] of text.matchAll(/^(written|resident) (\d+) (\d+)$/gm)) {
    const list = how === 'written' ? pages.written : pages.read;
    for (let page = Number(first), end = page + Number(count); page < end; page++) list.push(page);
  }
  return pages;
}
