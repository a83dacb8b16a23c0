import { RSEQ_BYTES } from '../../../../contract';
import type { Core, Mm } from '../images/criu_pb';
import { isRegular, isShadowStack } from './judge-area';

/** What the images ask of the kernel that restores them, sorted; see `contract/kernel-needs.ts`. */
export function kernelNeeds(memory: readonly Mm[], cores: readonly Core[]): string[] {
  const areas = memory.flatMap(({ vmas }) => vmas);
  const needs = [
    ...areas
      .filter(isRegular)
      .flatMap(({ madv }) => advices(madv))
      .map((advice) => `advice-${advice}`),
    ...(areas.some(isShadowStack) ? ['shadow-stack'] : []),
    ...cores.flatMap(({ threadCore }) => rseq(threadCore?.rseqEntry?.rseqAbiSize)),
  ];
  return [...new Set(needs)].sort();
}

const BITS = Array.from({ length: 64 }, (_, bit) => bit);

function advices(madv: bigint): number[] {
  return BITS.filter((bit) => ((madv >> BigInt(bit)) & 1n) === 1n);
}

function rseq(bytes = 0): string[] {
  return bytes > RSEQ_BYTES ? [`rseq-${bytes}`] : [];
}
