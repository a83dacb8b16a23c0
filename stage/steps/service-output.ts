import type { ContainerEngine } from '../clients';
import { readContainerFile } from '../clients/container-files';
import { lastLines } from '../process';
import { Failure } from '../report';
import type { StageContext } from '../stage-context';
import { CHECKPOINT_FOLDER } from './layer';

const LINES_SHOWN = 25;

/** What the service and its container printed last, for the text of a failure. */
export async function capturedOutput(engine: ContainerEngine, container: string): Promise<string> {
  const { stderr, stdout } = await engine.logs(container);
  const files = ['out', 'err'].map((name) => readContainerFile(engine, container, `${CHECKPOINT_FOLDER}/${name}`));
  const text = [stdout, stderr, ...(await Promise.all(files))]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join('\n');
  return text === '' ? 'it printed nothing' : `its last lines:\n${lastLines(text, LINES_SHOWN)}`;
}

/** Rejects when the service's container has ended, which nobody but the engine may bring about. */
export async function requireRunning({ driver, engine, spec }: StageContext, container: string): Promise<void> {
  const state = await engine.state(container);
  if (state.running) return;
  const cause = state.outOfMemory ? ' (out of memory)' : '';
  const output = await capturedOutput(engine, container);
  const explained = driver.explainExit(output);
  if (explained !== undefined) throw explained;
  throw new Failure(
    'service-exited',
    `${spec.service} ended with status ${state.exitCode}${cause}; ${output}`,
    state.outOfMemory
      ? 'raise `run.memoryMiB` in the capture spec'
      : 'start the image by hand with the variables of `run.env`, and mend what its log says',
  );
}
