import type { Command } from 'commander';
import { commandLine } from '../../../cli/main';
import manifest from '../../../package.json';
import { blocks, codeSpans, page, pages } from './pages';

const program = commandLine();
const commands = new Map(program.commands.map((command) => [command.name(), command]));
const HELP = ['--help', '-h'];

const written = [
  ...pages().flatMap((one) => codeSpans(one).map((text) => ({ page: one.path, text }))),
  ...blocks('sh').flatMap((block) => block.text.split('\n').map((text) => ({ page: block.page, text }))),
].flatMap(({ page: from, text }) => text.split(/&&|#/).map((part) => ({ page: from, text: part.trim() })));

const scripts = written.flatMap(({ page: from, text }) => {
  const name = /^npm (?:run )?(run|test|[\w:]+)(?: |$)/.exec(text.replace('npm run ', 'npm '))?.[1];
  const builtIn = ['ci', 'install', 'pack', 'run'];
  return text.startsWith('npm ') && name !== undefined && !builtIn.includes(name) ? [{ page: from, name }] : [];
});

/** The arguments of each call of the program, however it is started. */
const calls = written.flatMap(({ page: from, text }) => {
  const rehearse = /^npm run rehearse(?: -- (.*))?$/.exec(text);
  if (rehearse !== null) return [{ page: from, words: ['rehearse', ...wordsOf(rehearse[1])] }];
  const other =
    /^(?:npm run (?:--silent )?eks-crac -- |(?:npx )?eks-crac )(.*)$/.exec(text) ??
    /^((?:machine|rehearse) .*)$/.exec(text);
  return other === null ? [] : [{ page: from, words: wordsOf(other[1]) }];
});

function wordsOf(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '' && word !== '…' && !/^[A-Z]+$/.test(word));
}

test('the two commands stand before the first heading of the README', () => {
  const [head = ''] = page('README.md').text.split('\n## ');
  expect(head).toContain('npm ci && npm run rehearse -- --yes');
  expect(head).toContain('npm ci && npm test');
});

test.each(scripts)('$page: npm script $name exists', ({ name }) => {
  expect(Object.keys(manifest.scripts)).toContain(name);
});

test.each(calls)('$page: the program knows $words', ({ words: [name = '', ...rest] }) => {
  let command: Command | undefined = name.startsWith('-') ? program : commands.get(name);
  expect(command).toBeDefined();
  for (const word of rest.filter((one) => !one.startsWith('-'))) {
    command = command?.commands.find((inner) => inner.name() === word) ?? command;
  }
  const known = [...(command?.options.map(({ long }) => long) ?? []), ...HELP];
  // A hyphen alone stands for standard input.
  const options = [name, ...rest].filter((one) => one.startsWith('-') && one !== '-');
  for (const option of options) expect(known).toContain(option);
});

test('the page of the command line has every command and option', () => {
  const { text } = page('docs/cli.md');
  const all = [program, ...commands.values()].flatMap((command) => [command, ...command.commands]);
  for (const { flags } of all.flatMap(({ options }) => options)) expect(text).toContain(`\`${flags}\``);
  for (const { name } of commands.get('machine')?.commands.map((inner) => ({ name: inner.name() })) ?? [])
    expect(text).toContain(`\`machine ${name}\``);
});
