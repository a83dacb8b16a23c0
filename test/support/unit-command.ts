import { main } from '../../cli/main';

/** What the program prints, and its exit code. */
export async function command(...words: readonly string[]) {
  const text = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      text[name] += String(chunk);
      return true;
    }),
  );
  try {
    return { exitCode: await main(['node', 'eks-crac', ...words]), ...text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
