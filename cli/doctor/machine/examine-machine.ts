import type { Examination } from '../examination';
import { titled } from '../finding';
import type { Finding, Titled } from '../finding';
import type { MachineFacts } from './facts';
import { cgroups, clock, containerRuntime, disk } from './runtime-checks';
import { architecture, kernel, ptrace, seccomp, system } from './system-checks';

type Check = (facts: MachineFacts) => Finding | Promise<Finding>;

const CHECKS: readonly (readonly [string, Check])[] = [
  ['system', system],
  ['architecture', architecture],
  ['container runtime', containerRuntime],
  ['kernel', kernel],
  ['control groups', cgroups],
  ['seccomp', seccomp],
  ['tracing', ptrace],
  ['disk', disk],
  ['clock', clock],
];

/** Looks at a machine for what would make a rehearsal on it fail; changes nothing. */
export async function examineMachine(facts: MachineFacts, show: (finding: Titled) => void): Promise<Examination> {
  const findings: Titled[] = [];
  for (const [title, look] of CHECKS) {
    const finding = titled(title, await look(facts));
    show(finding);
    findings.push(finding);
  }
  return { subject: 'machine', name: facts.stateDir, findings, code: 'machine-unsuitable' };
}
