import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../../kit/private-files';
import type { RegistryRepository } from '../../../releases/registry/registry';
import type { Run } from '../../run/run';
import type { StateFolder } from '../../run/state-folder';

export const CLAIM_TYPE = 'application/vnd.eks-crac.claim.v1+json';

const CLAIM_TAG = /^v([1-9][0-9]*)(-claim(-.+)?|-record|-checkpoint|-volume)?$/;

// Two runs in lockstep would yield to each other forever; a random pause separates them.
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 2000;

/**
 * Claims the next release number. Two runs on one machine are separated by the exclusive creation of a file; between
 * machines the registry decides. A registry cannot refuse to move a tag, so each run first writes its own tag for the
 * number and then looks for others: of two concurrent runs at least one sees the other and moves on to the next number.
 * A claim is permanent, so no number is used twice, even if its run dies.
 */
export async function claimReleaseNumber(
  repository: RegistryRepository,
  run: Run,
  state: StateFolder,
): Promise<number> {
  const folder = state.claims(repository.repository);
  mkdirSync(folder, PRIVATE_FOLDER);
  const known = [...readdirSync(folder), ...(await repository.tags())].map((tag) => claimedNumber(tag) ?? 0);
  let collisions = 0;
  for (let number = Math.max(0, ...known) + 1; ; number += 1) {
    if (!createExclusively(join(folder, `v${number}`))) continue;
    if (await claimTag(repository, run, number)) return number;
    collisions += 1;
    await delay(Math.random() * Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** collisions));
  }
}

async function claimTag(repository: RegistryRepository, run: Run, number: number): Promise<boolean> {
  const claim = { artifactType: CLAIM_TYPE, document: {}, annotations: { 'io.eks-crac.run': run.id } };
  const tag = `v${number}-claim`;
  const own = `${tag}-${run.id}`;
  await repository.putArtifact(own, claim);
  const tags = await repository.tags();
  if (tags.some((other) => other !== own && claimedNumber(other) === number)) return false;
  await repository.putArtifact(tag, claim);
  return true;
}

function claimedNumber(tag: string): number | undefined {
  const number = CLAIM_TAG.exec(tag)?.[1];
  return number === undefined ? undefined : Number(number);
}

function createExclusively(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE.mode));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
