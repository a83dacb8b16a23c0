import { closeSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryRepository } from '../clients';
import type { Run, StateFolder } from '../run';

export const CLAIM_TYPE = 'application/vnd.eks-crac.claim.v1+json';

const CLAIM_TAG = /^v([1-9][0-9]*)(-claim|-record|-checkpoint)?$/;

/**
 * Claims the next release number. Two runs of one machine are told apart by the exclusive creation of a file; between
 * machines the registry decides: the claim's tag names the run, and who reads another name back goes on to the next
 * number. A claim stays for ever, so no number is used twice, also when its run dies.
 */
export async function claimReleaseNumber(
  repository: RegistryRepository,
  run: Run,
  state: StateFolder,
): Promise<number> {
  const folder = state.claims(repository.repository);
  mkdirSync(folder, { recursive: true });
  const known = [...readdirSync(folder), ...(await repository.tags())].map((tag) =>
    Number(CLAIM_TAG.exec(tag)?.[1] ?? 0),
  );
  for (let number = Math.max(0, ...known) + 1; ; number += 1) {
    if (createExclusively(join(folder, `v${number}`)) && (await claimTag(repository, run, number))) return number;
  }
}

async function claimTag(repository: RegistryRepository, run: Run, number: number): Promise<boolean> {
  const tag = `v${number}-claim`;
  if ((await repository.manifest(tag)) !== undefined) return false;
  const claimed = await repository.putArtifact(tag, {
    artifactType: CLAIM_TYPE,
    document: {},
    annotations: { 'io.eks-crac.run': run.id },
  });
  return (await repository.manifest(tag))?.digest === claimed;
}

function createExclusively(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
