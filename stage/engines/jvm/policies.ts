import type { CaptureSpec } from '../../../contract';

type Rule = CaptureSpec['checkpoint']['descriptors'][number];

const ACTIONS: Readonly<Record<Rule['action'], string>> = {
  fail: 'error',
  close: 'close',
  keep: 'ignore',
  reopen: 'reopen',
};

/** Returns the rules for open descriptors as `jdk.crac.resource-policies` takes them; the first that matches counts. */
export function descriptorPolicies({ checkpoint }: CaptureSpec): string {
  const policies = checkpoint.descriptors.flatMap(({ action, ...matched }) =>
    matchers(matched).map((lines) => [...lines, `action: ${ACTIONS[action]}`]),
  );
  return policies.map((lines) => `${lines.join('\n')}\n`).join('---\n');
}

/** One rule of the spec matches either end of a connection, one of the JVM all of its keys. */
function matchers({ kind, pattern }: Pick<Rule, 'kind' | 'pattern'>): readonly (readonly string[])[] {
  switch (kind) {
    case 'tcp':
    case 'udp':
      return ['remote', 'local'].map((end) => ['type: socket', 'family: ip', ...endpoint(end, pattern)]);
    case 'unix':
      return ['remote', 'local'].map((end) => ['type: socket', 'family: unix', `${end}Path: ${pattern}`]);
    case 'pipe':
      return [['type: pipe']];
    case 'file':
    case 'directory':
    case 'device':
      return [['type: file', `path: ${pattern}`]];
    case 'kernel':
      return [['type: filedescriptor', `regex: ${regexOf(pattern)}`]];
  }
}

function endpoint(end: string, pattern: string): readonly string[] {
  const colon = pattern.lastIndexOf(':');
  return [`${end}Address: ${pattern.slice(0, colon)}`, `${end}Port: ${pattern.slice(colon + 1)}`];
}

function regexOf(glob: string): string {
  return glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
}
