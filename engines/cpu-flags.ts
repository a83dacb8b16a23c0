/**
 * CPU features that compiled code and saved registers can depend on, as Linux names them: those HotSpot checks, those
 * glibc selects its routines by, and the register state that CRIU restores. Flags of the kernel itself, such as
 * mitigations, are excluded: they change with kernel updates and do not affect processes.
 */
const X86 = `
  3dnowprefetch abm adx aes amx_bf16 amx_fp16 amx_int8 amx_tile apx_f avx avx2 avx512_bf16 avx512_bitalg avx512_fp16
  avx512_vbmi2 avx512_vnni avx512_vpopcntdq avx512bw avx512cd avx512dq avx512er avx512f avx512ifma avx512pf avx512vbmi
  avx512vl avx_ifma avx_vnni bmi1 bmi2 clflush clflushopt clwb cmov cx16 cx8 erms f16c fma fma4 fsgsbase fsrm fxsr gfni
  lahf_lm lm mmx mmxext movbe movdir64b movdiri pclmulqdq pku pni popcnt rdpid rdrand rdseed rdtscp rtm serialize sha_ni
  sha512 sm3 sm4 sse sse2 sse4_1 sse4_2 sse4a ssse3 vaes vpclmulqdq xgetbv1 xsave xsavec xsaveopt xsaves
`;

const X86_FLAGS = new Set(X86.trim().split(/\s+/));

/**
 * Returns the CPU flags a node needs to restore a checkpoint captured on this machine, from the text of /proc/cpuinfo.
 */
export function requiredCpuFlags(cpuinfo: string): readonly string[] {
  const line = /^(flags|Features)\s*:\s*(.*)$/m.exec(cpuinfo);
  const flags = (line?.[2] ?? '').split(' ').filter((flag) => flag !== '');
  // On arm64 the line lists hardware capabilities only.
  return line?.[1] === 'Features' ? flags : flags.filter((flag) => X86_FLAGS.has(flag));
}
