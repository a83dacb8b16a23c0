import { CAPTURE_FILES, CHECKPOINT_FOLDER, FAILURE_FILE } from '../../contract';
import type { CaptureSpec, KeptFailure, StepId } from '../../contract';
import { exitedOrThrow, ProcessError } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import type { ContainerRuntime } from '../containers';
import { readContainerFile } from '../containers/container-files';
import { environmentSecrets } from '../secrets/sources/environment';
import type { StagePlatform } from '../context/platform';
import type { GivenCredentials } from '../credentials';
import type { Run } from '../run/run';
import { writeKept } from './kept-folders';
import { redact } from './redact';

/** Logs in the checkpoint folder of the container of the capture, and their names in the folder of the failure. */
const CAPTURE_LOGS = {
  'dump.log': 'dump.log',
  [CAPTURE_FILES.out]: 'service.out.log',
  [CAPTURE_FILES.err]: 'service.err.log',
} as const;
/** Those of the largest gate, with its companions; silent ones leave nothing. */
const MOST_CONTAINERS = 80;

export interface FailedRun {
  readonly run: Run;
  readonly spec: CaptureSpec;
  /** The step that failed. @default - none had begun */
  readonly step: StepId | undefined;
  readonly given: Pick<GivenCredentials, 'secrets'>;
}

/**
 * Keeps what `doctor` needs of a failed run before its containers are removed: the failure, what its containers printed,
 * and CRIU's log. The first failure is the one shown, so a problem here is a warning.
 */
export async function keepFailure(platform: StagePlatform, failed: FailedRun, error: unknown): Promise<void> {
  try {
    const logs = await logsOf(platform.containers, failed.run);
    const { build, run } = failed.spec;
    const ofSpec = environmentSecrets({ ...build?.args, ...run.env });
    const secrets = [...(await platform.secrets()), ...ofSpec, ...failed.given.secrets];
    const hide = (text: string) => redact(text, secrets);
    const safe = Object.fromEntries(Object.entries(logs).map(([name, text]) => [name, hide(text)]));
    // Before it is JSON, whose escapes would hide a secret from the search, and break where one is cut out.
    const document = `${JSON.stringify(describe(failed, error, hide), undefined, 2)}\n`;
    const folder = writeKept(platform.state, failed.run.id, { ...safe, [FAILURE_FILE]: document });
    platform.reporter.report({ code: 'failure-kept', folder });
  } catch (problem) {
    if (!isExpected(problem)) throw problem;
    const text = `the logs of the failed run could not be kept: ${problem.message}`;
    platform.reporter.report({ code: 'warning', text });
  }
}

function describe({ run, spec, step }: FailedRun, error: unknown, hide: (text: string) => string): KeptFailure {
  const known = error instanceof Failure;
  return {
    schema: 1,
    run: run.id,
    service: spec.service,
    engine: spec.engine.type,
    ...(step === undefined ? {} : { step }),
    code: known ? error.code : 'unexpected',
    message: hide(error instanceof Error ? error.message : String(error)),
    remedy: known ? hide(error.remedy) : 'this is a defect of eks-crac; please report it',
    at: new Date().toISOString(),
  };
}

/** What the containers of the run printed, oldest first, and the logs of the capture, by file name. */
async function logsOf(containers: ContainerRuntime, run: Run): Promise<Readonly<Record<string, string>>> {
  const ids = [...(await containers.list('container', run.label))].reverse().slice(0, MOST_CONTAINERS);
  const found: Record<string, string> = {};
  for (const id of ids) Object.assign(found, await logsOfContainer(containers, id));
  return found;
}

async function logsOfContainer(containers: ContainerRuntime, id: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  try {
    const { stderr, stdout } = await containers.logs(id);
    if (`${stdout}${stderr}`.trim() !== '') found[`container-${id.slice(0, 12)}.log`] = `${stdout}${stderr}`;
    for (const [name, file] of Object.entries(CAPTURE_LOGS)) {
      const text = await readContainerFile(containers, id, `${CHECKPOINT_FOLDER}/${name}`);
      if (text !== undefined && text !== '') found[file] = text;
    }
  } catch (error) {
    // A container that is gone by now; the logs of the others are worth as much.
    exitedOrThrow(error);
  }
  return found;
}

/** The container runtime may be what failed, and the disk may be full or read-only. */
function isExpected(error: unknown): error is Error {
  if (error instanceof Failure || error instanceof ProcessError) return true;
  return typeof (error as NodeJS.ErrnoException).code === 'string';
}
