import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** A command, or one within another, with all that can follow it. */
interface Completion {
  readonly path: string;
  readonly says: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly text: string;
  readonly says: string;
}

/** Returns the script that completes the words of a program in a shell. */
export function completionScript(shell: Shell, program: Command): string {
  const scripts: Record<Shell, (name: string, all: readonly Completion[]) => string> = { bash, zsh, fish };
  return scripts[shell](program.name(), completionsOf(program));
}

function completionsOf(command: Command, path = ''): readonly Completion[] {
  const inner = command.commands.map((one) => ({ text: one.name(), says: one.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices = [], description }) =>
    argChoices.map((text) => ({ text, says: description })),
  );
  const options = command.options.flatMap(({ description, long }) =>
    typeof long !== 'string' ? [] : [{ text: long, says: description }],
  );
  const words = [...inner, ...choices, ...options, { text: '--help', says: 'show options and exit codes' }];
  return [
    { path, says: command.description(), words },
    ...command.commands.flatMap((one) => completionsOf(one, `${path} ${one.name()}`.trim())),
  ];
}

function bash(name: string, all: readonly Completion[]): string {
  const cases = all.map(({ path, words }) => `    '${path}') words='${words.map(({ text }) => text).join(' ')}' ;;`);
  return `# In ~/.bashrc: source <(${name} completion bash)
_${identifier(name)}() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
    *) words="$(_${identifier(name)}_first "\${path%% *}")" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
# Behind the value of an option, the options of the command are offered.
_${identifier(name)}_first() {
  case "$1" in
${all
  .filter(({ path }) => path !== '' && !path.includes(' '))
  .map(({ path, words }) => `    '${path}') echo '${words.map(({ text }) => text).join(' ')}' ;;`)
  .join('\n')}
  esac
}
complete -o default -F _${identifier(name)} ${name}
`;
}

/** Zsh takes the script of Bash. */
function zsh(name: string, all: readonly Completion[]): string {
  return `# In ~/.zshrc: source <(${name} completion zsh)
autoload -Uz compinit bashcompinit && compinit && bashcompinit
${bash(name, all).replaceAll('mapfile -t COMPREPLY < <(compgen', 'COMPREPLY=($(compgen').replace('"${COMP_WORDS[COMP_CWORD]}")', '"${COMP_WORDS[COMP_CWORD]}"))').split('\n').slice(1).join('\n')}`;
}

function fish(name: string, all: readonly Completion[]): string {
  const lines = all.flatMap(({ path, words }) =>
    words.map(({ says, text }) => {
      const [last] = path.split(' ').slice(-1);
      const when = last === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${last}`;
      const what = text.startsWith('--') ? `-l ${text.slice(2)}` : `-a ${text}`;
      return `complete -c ${name} -n '${when}' ${what} -d '${says.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
    }),
  );
  return `# ${name} completion fish > ~/.config/fish/completions/${name}.fish\n${lines.join('\n')}\n`;
}

function identifier(name: string): string {
  return name.replaceAll('-', '_');
}
