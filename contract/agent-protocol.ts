/**
 * Files in the checkpoint folder by which the stage, the agent and `start` talk while a service is captured and restored.
 * None of them belongs to the checkpoint. docs/agent.md tells the whole exchange.
 */
export const EXCHANGE = {
  /** Agent: the JVM with this process ID has the agent. */
  agent: 'agent',
  /** Agent, JSON: why a JVM goes without it. */
  refused: 'refused',
  /** Stage, before the service starts: `action kind pattern`, one rule for open descriptors a line. */
  policies: 'policies',
  /** Stage, before the service starts: CLASS.FIELD that copies may share, one a line. */
  allowed: 'allowed',
  /** Stage: asks for a checkpoint, with one byte for each round of hooks. */
  request: 'request',
  /** Agent, JSON: the hooks have run; the JVM can be dumped, or why not. */
  ready: 'ready',
  /** Stage: the reason why there was no dump; the agent lets the service go on. */
  abort: 'abort',
  /** Open for reading in the dumped JVM. `start` puts the pod's environment in its place. */
  handover: 'handover',
  /** Open for writing in the dumped JVM, JSON. `start` puts a pipe in its place. */
  report: 'report',
} as const;

/** Files in the checkpoint folder between the stage and the programs of the runtime layer that run a capture. */
export const CAPTURE_FILES = {
  /** Standard output and error of the service until the dump. */
  out: 'out',
  err: 'err',
  /** Open for writing in the dumped root. `start` puts a pipe in its place, through which the service's status comes. */
  status: 'status',
  /** `root=PID` and `service=PID`. */
  pids: 'pids',
} as const;
