/** Where sources and reports of a project are. */
export const SOURCES = {
  criu: (path: string) => `https://github.com/checkpoint-restore/criu/blob/v4.2/${path}`,
  criuIssue: (number: number) => `https://github.com/checkpoint-restore/criu/issues/${number}`,
  crac: (path: string) => `https://github.com/openjdk/crac/${path}`,
  openj9: (number: number) => `https://github.com/eclipse-openj9/openj9/issues/${number}`,
  runc: (path: string) => `https://github.com/opencontainers/runc/blob/main/${path}`,
  runcIssue: (number: number) => `https://github.com/opencontainers/runc/issues/${number}`,
  kubernetes: (page: string) => `https://kubernetes.io/docs/${page}`,
  wsl: (number: number) => `https://github.com/microsoft/WSL/issues/${number}`,
} as const;
