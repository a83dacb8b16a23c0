/** Debian's packages of kernels: that of Amazon Linux 2023's first years, of its present one, and a newer one. */
export const KERNELS = {
  '6.1': '6.1.0-50-amd64',
  '6.12': '6.12.117+deb13-amd64',
  '6.18': '6.18.15+deb13-amd64',
} as const;
export type Kernel = keyof typeof KERNELS;
