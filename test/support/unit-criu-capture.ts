import type { CaptureSpec } from '../../contract';
import { CaptureSession, ENGINE_DRIVERS } from '../../stage/engines';
import type { EngineDriver, TakenCheckpoint } from '../../stage/engines';
import { captureSpec } from './unit-capture-spec';
import { contextOf } from './unit-context';
import { containerState } from './unit-containers';
import { exited } from './unit-runner';
import type { Reply } from './unit-runner';

const PIDS = 'service=301\n';
const CLEAN = '(00.1) Dumping processes\n(00.2) Dumping finished successfully\n';

interface Traits {
  readonly version?: Reply;
  readonly pids?: string;
  readonly log?: string;
  readonly dump?: Reply;
  /** The variables of the container, each with a NUL at its end. */
  readonly environment?: string;
  /** The folders of its root, one a line. */
  readonly folders?: string;
  /** What each process runs, lines as `tool executables` writes them. */
  readonly executables?: string;
  /** The names in /dev/shm, one a line. */
  readonly shared?: string;
  readonly wait?: Reply;
  readonly state?: object;
  /** What the agent wrote; without it there is none. */
  readonly ready?: string;
  readonly refused?: string;
  readonly report?: string;
  readonly collected?: string;
  readonly spec?: CaptureSpec;
}

/** What was run in the container by the last `checkpoint` or `dryRunHooks`. */
export const commands: string[] = [];
let context: ReturnType<typeof contextOf>;

/** What the last one reported. */
export const reported = () => context.reported;

/** A capture container in which criu does what a test says. */
export function checkpoint(traits: Traits): Promise<TakenCheckpoint> {
  const engine = driverOf(traits);
  return engine.checkpoint(session(engine));
}

export function dryRunHooks(traits: Traits): Promise<boolean> {
  const engine = driverOf(traits);
  return engine.dryRunHooks(session(engine));
}

export function collectGarbage(traits: Traits): Promise<boolean> {
  const engine = driverOf(traits);
  return engine.collectGarbage(session(engine));
}

function session(engine: EngineDriver): CaptureSession {
  const explainExit = (output: string) => engine.explainExit(output);
  return new CaptureSession(context, { container: 'service', user: '1000:1000', explainExit });
}

function driverOf({
  collected,
  dump = {},
  environment = 'PATH=/bin\0',
  executables = '/proc/301/exe /srv/service\n',
  folders = '',
  log = CLEAN,
  pids = PIDS,
  ready,
  refused,
  report,
  spec = captureSpec(),
  shared = '',
  state = {},
  version = { stdout: 'Version: 4.2\n' },
  wait = { stdout: '137\n' },
}: Traits): EngineDriver {
  commands.splice(0);
  const file = (name: string, content: string): Reply => ({ files: { [name]: content } });
  const maybe = (name: string, content: string | undefined): Reply =>
    content === undefined ? exited(1, 'Could not find the file in container') : file(name, content);
  context = contextOf({
    spec,
    script: {
      'docker exec …': (argv) => {
        commands.push(argv.slice(2).join(' '));
        if (argv.includes('--version')) return version;
        if (argv.includes('environment')) return { stdout: environment };
        if (argv.includes('executables')) return { stdout: executables };
        if (argv.includes('/dev/shm')) return { stdout: shared };
        if (argv.includes('folders')) return { stdout: folders };
        return argv.includes('dump') ? dump : { stdout: '12.34\n' };
      },
      'docker cp service:/opt/eks-crac/checkpoint/pids -': file('pids', pids),
      'docker cp service:/opt/eks-crac/checkpoint/agent -': maybe('agent', ready),
      'docker cp service:/opt/eks-crac/checkpoint/refused -': maybe('refused', refused),
      'docker cp service:/opt/eks-crac/checkpoint/ready -': maybe('ready', ready),
      'docker cp service:/opt/eks-crac/checkpoint/collected -': maybe('collected', collected),
      'docker cp service:/opt/eks-crac/checkpoint/report -': maybe('report', report),
      'docker cp service:/opt/eks-crac/checkpoint/dump.log -': file('dump.log', log),
      'docker wait service': wait,
      'docker container inspect service': containerState({ Running: false, ExitCode: 1, ...state }),
    },
  });
  const engine = ENGINE_DRIVERS.criu;
  return engine;
}
