import { Command } from 'commander';
import { main } from '../../cli/main';
import { runCommand } from '../../cli/run-command';

/** What the program prints, and its exit code. */
export function command(...words: readonly string[]) {
  return printed(() => main(['node', 'eks-crac', ...words]));
}

/** The same of one command, which was made for a test. */
export function commandAlone(made: Command, ...words: readonly string[]) {
  const program = new Command('eks-crac').addCommand(made);
  return printed(() => runCommand(program, ['node', 'eks-crac', made.name(), ...words]));
}

async function printed(run: () => Promise<number>) {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      text[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { exitCode: await run(), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
