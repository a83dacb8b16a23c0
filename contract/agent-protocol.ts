/**
 * Files in the checkpoint folder through which the stage, the agent and `start` communicate during capture and restore.
 * They are not part of the checkpoint. docs/agent.md describes the whole protocol.
 */
export const EXCHANGE = {
  /** Agent: the PID of the JVM that runs the agent. */
  agent: 'agent',
  /** Agent, JSON: why a JVM runs without the agent. */
  refused: 'refused',
  /** Stage, before the service starts: rules for open descriptors, one `action kind pattern` per line. */
  policies: 'policies',
  /** Stage, before the service starts: fields (CLASS.FIELD) that copies may share, one per line. */
  allowed: 'allowed',
  /** `capture`, before the service starts: the variables of the container, each with a NUL at its end. */
  environment: 'environment',
  /** Stage, before the service starts: `run.port`, on which the JVM with the agent must listen. */
  port: 'port',
  /** Stage, before the service starts: `run` or `skip`, whether the hooks of the service run. */
  hooks: 'hooks',
  /** Stage: requests a checkpoint; one byte per round of hooks. */
  request: 'request',
  /** Agent, JSON: the hooks have run, and the JVM either can be dumped or cannot, with the reasons. */
  ready: 'ready',
  /** Stage: has garbage collected, and memory given back, while the service works. */
  collect: 'collect',
  /** Agent, JSON: that is done. */
  collected: 'collected',
  /** Stage: why no dump was taken; the agent lets the service continue. */
  abort: 'abort',
  /** Open for reading in the dumped JVM. `start` replaces it with the pod's environment. */
  handover: 'handover',
  /** Open for writing in the dumped JVM, JSON. `start` replaces it with a pipe. */
  report: 'report',
} as const;

/** Files in the checkpoint folder shared by the stage and the programs of the runtime layer that run a capture. */
export const CAPTURE_FILES = {
  /** Standard output and standard error of the service until the dump. */
  out: 'out',
  err: 'err',
  /** `service=PID`. */
  pids: 'pids',
  /** `PID PATH`: the java executable of a JVM that has its checkpoint taken itself. */
  java: 'java',
} as const;

/** How the line begins in which the agent of a gate copy says what its generators drew: long, and of no use to people. */
export const CLONE_PROBE_LINE = '{"eks-crac":"clone-probe"';
