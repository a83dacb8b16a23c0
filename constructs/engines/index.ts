export { CpuClass } from './cpu-class';
export type { CpuClassProps } from './cpu-class';
