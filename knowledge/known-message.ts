/** Programs whose lines are known, each with its name for people. */
export const PROGRAMS = {
  criu: 'CRIU',
  crac: 'JVMs with CRaC',
  openj9: 'OpenJ9',
  jvm: 'JVMs',
  runc: 'runc',
  containerd: 'containerd',
  kubelet: 'the kubelet',
  kubernetes: 'the control plane of Kubernetes',
  docker: 'Docker and its builder',
  start: '`start`',
} as const;

export type Program = keyof typeof PROGRAMS;

/** A line that a program writes when something is wrong, and what is known about it. */
export interface KnownMessage {
  /** Stable: documents name it. */
  readonly id: string;
  readonly program: Program;
  /** Matches within one line. */
  readonly pattern: RegExp;
  /** Why the line is written, in the user's terms. */
  readonly cause: string;
  /** What to do, as an imperative. */
  readonly remedy: string;
  /** Where the line or its remedy is documented: an address, or a page of this project. */
  readonly source: string;
}

/** A row of a table whose rows are all of one program. */
export type Row = Omit<KnownMessage, 'program'>;

export function of(program: Program, rows: readonly Row[]): readonly KnownMessage[] {
  return rows.map((row) => ({ ...row, program }));
}
