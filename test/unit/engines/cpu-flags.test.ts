import { requiredCpuFlags } from '../../../engines';

const X86 = `processor\t: 0
vendor_id\t: AuthenticAMD
model name\t: AMD EPYC 9R14
flags\t\t: fpu vme sse sse2 ht syscall nx lm constant_tsc sse4_2 popcnt aes xsave avx hypervisor avx2 ibpb stibp avx512f sha_ni
bugs\t\t: sysret_ss_attrs spectre_v1
bogomips\t: 5200.00

processor\t: 1
flags\t\t: fpu sse
`;

const ARM64 = `processor\t: 0
BogoMIPS\t: 2100.00
Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics sve
CPU implementer\t: 0x41
`;

describe('the required CPU flags', () => {
  test('are those x86 flags that a process can depend on', () => {
    expect(requiredCpuFlags(X86)).toEqual([
      'sse',
      'sse2',
      'lm',
      'sse4_2',
      'popcnt',
      'aes',
      'xsave',
      'avx',
      'avx2',
      'avx512f',
      'sha_ni',
    ]);
  });

  test('are all hardware capabilities on arm64', () => {
    expect(requiredCpuFlags(ARM64)).toEqual([
      'fp',
      'asimd',
      'evtstrm',
      'aes',
      'pmull',
      'sha1',
      'sha2',
      'crc32',
      'atomics',
      'sve',
    ]);
  });

  test('are none if /proc/cpuinfo has none', () => {
    expect(requiredCpuFlags('')).toEqual([]);
    expect(requiredCpuFlags('flags\t: \n')).toEqual([]);
  });
});
