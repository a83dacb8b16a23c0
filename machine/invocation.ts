/** How a user would type a command of ours, given how this process was started. */
export function invocation(env: NodeJS.ProcessEnv, args: readonly string[]): string {
  const typed = args.map(quoted);
  const script = env['npm_package_name'] === 'eks-crac' ? env['npm_lifecycle_event'] : undefined;
  if (script === undefined)
    return [...(env['npm_lifecycle_event'] === 'npx' ? ['npx'] : []), 'eks-crac', ...typed].join(' ');
  if (typed[0] !== 'rehearse') return ['npm run eks-crac --', ...typed].join(' ');
  return ['npm run rehearse --', ...typed.slice(1)].join(' ');
}

/** The same with `--yes`. */
export function withYes(args: readonly string[]): readonly string[] {
  return args.includes('--yes') ? args : [...args, '--yes'];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
