/** Takes a line for a person. */
export type Say = (line: string) => void;

/** Does a part of the work between a line that names it and a line with its time. */
export async function part<T>(say: Say, title: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  say(`… ${title}`);
  const result = await work();
  say(`  ${title}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
