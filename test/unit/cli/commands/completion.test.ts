import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../../../support/unit-command';
import { scratch } from '../../../support/unit-scratch';

/** What Bash offers for the last word of a line. */
async function offered(...line: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await command('completion', 'bash');
  const script = join(scratch(), 'completion');
  writeFileSync(script, stdout);
  const words = ['eks-crac', ...line];
  const program = `source ${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_eks_crac; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', program], { encoding: 'utf8' }).trim().split('\n');
}

describe('`completion`', () => {
  test('offers commands, those within a command, and options', async () => {
    expect(await offered('rel')).toEqual(['release', 'releases']);
    expect(await offered('machine', 'st')).toEqual(['status']);
    expect(await offered('prune', '--st')).toEqual(['--stack-region']);
    expect(await offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
  });

  test('offers the options of the command behind the value of another option', async () => {
    expect(await offered('prune', '--repository', 'localhost:5055/customers', '--ye')).toEqual(['--yes']);
  });

  test('has a line for each word in fish, and the functions of Bash in zsh', async () => {
    const fish = (await command('completion', 'fish')).stdout;
    expect(fish).toContain("complete -c eks-crac -n '__fish_seen_subcommand_from prune' -l keep -d ");
    const zsh = (await command('completion', 'zsh')).stdout;
    expect(zsh).toContain('bashcompinit');
    expect(zsh).not.toContain('mapfile');
  });

  test('refuses another shell', async () => {
    const { exitCode, stderr } = await command('completion', 'cmd');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
  });
});
