import type { StageContext } from '../context/stage-context';
import type { PreparedCopy } from './prepared-copy';

/** Removes copies and their sandboxes. */
export async function removeCopies({ containers }: StageContext, copies: readonly PreparedCopy[]): Promise<void> {
  await containers.remove(
    'container',
    copies.flatMap(({ container, sandbox }) => [container, sandbox.container]),
  );
}
