import { FAILURES } from '../../../../contract';
import type { Ending } from '../../../support/containers/cli-process';
import type { Scene } from '../../../support/containers/scene';
import type { Expected } from '../fault';

type Fails = Extract<Expected, { outcome: 'fails' }>;

/** What is wrong with the end of a run that was to fail, or undefined. */
export function wrongOfEnding(ending: Ending, { cause, code }: Fails): string | undefined {
  const { exitCode } = FAILURES[code];
  if (ending.exitCode !== exitCode)
    return `exit code ${exitCode} was expected, got ${ending.exitCode}\n${ending.stderr}`;
  const [, ...errors] = ending.stderr.split(/^error: /m);
  if (errors.length !== 1) return `one error was expected, got ${errors.length}\n${ending.stderr}`;
  return cause.test(errors[0] ?? '') ? undefined : `${cause} was expected, got ${errors[0]}`;
}

/** The same, and nothing may be left of it. */
export async function wrongOfFailure(scene: Scene, ending: Ending, expected: Fails): Promise<string | undefined> {
  return wrongOfEnding(ending, expected) ?? wrongOfReleases(scene, []);
}

/** What is wrong with a run that was to release, or undefined. */
export async function wrongOfRelease(
  scene: Scene,
  ending: Ending,
  releases: readonly string[],
): Promise<string | undefined> {
  if (ending.exitCode !== 0) return `a release was expected, got exit code ${ending.exitCode}\n${ending.stderr}`;
  return wrongOfReleases(scene, releases);
}

/** What is there besides these releases, or missing of them. */
export async function wrongOfReleases(scene: Scene, releases: readonly string[]): Promise<string | undefined> {
  const seen = await scene.releases();
  if (seen.join() !== [...releases].sort().join())
    return `the releases ${releases.join()} were expected, got ${seen.join()}`;
  const left = await scene.leftBehind(releases);
  return left.length === 0 ? undefined : `left behind: ${left.join(', ')}`;
}
