import { localPlatform } from '../../cli/rehearsal/local-platform';
import { readSpec } from '../../cli/rehearsal/read-spec';
import type { Progress } from '../../cli/render/progress';
import { StageReporter } from '../../cli/render/stage-reporter';
import type { CaptureSpec, MemoryMode } from '../../contract';
import { ensureMachine } from '../../machine';
import type { Capture } from '../../stage/capture';
import type { StageContext } from '../../stage/context/stage-context';
import { runStage } from '../../stage/stage';

/** A release, while the run that made it stands. */
export interface Captured {
  readonly context: StageContext;
  readonly capture: Capture;
}

export type Captures = Readonly<Record<MemoryMode, Captured>>;

/** What is measured. */
export interface CaptureChoice {
  /** The capture spec's file. */
  readonly spec: string;
  /** A limit of the service. @default - the spec's */
  readonly cpu?: number;
  /** Where each capture is published, too. @default - in its image alone */
  readonly folder?: string;
  /** Options of the JVM, added to those of the spec. @default - none */
  readonly jvm?: string;
}

/** Captures the service once, as the spec says it but for a change, and works while the capture stands. */
export async function withCapture<T>(
  choice: CaptureChoice,
  change: (spec: CaptureSpec) => CaptureSpec,
  progress: Progress,
  work: (captured: Captured) => Promise<T>,
): Promise<T> {
  const capture = await capturing(choice, progress);
  return capture(change, work);
}

/** Captures the service twice, with copied and with mapped memory, and works while both captures stand. */
export async function withBothCaptures<T>(
  choice: CaptureChoice,
  progress: Progress,
  work: (captures: Captures) => Promise<T>,
): Promise<T> {
  const capture = await capturing(choice, progress);
  const captured = <R>(memory: MemoryMode, next: (captured: Captured) => Promise<R>) =>
    capture((spec) => ({ ...spec, checkpoint: { ...spec.checkpoint, memory } }), next);
  return captured('copied', (copied) => captured('mapped', (mapped) => work({ copied, mapped })));
}

async function capturing(choice: CaptureChoice, progress: Progress) {
  const signal = new AbortController().signal;
  const machine = await ensureMachine(
    { yes: true, interactive: false, command: ['bench'], signal },
    (event) => {
      if (event.kind === 'started') progress.note(event.title);
    },
    () => Promise.resolve(true),
  );
  const { folder, spec } = readSpec(choice.spec);
  return <R>(change: (spec: CaptureSpec) => CaptureSpec, next: (captured: Captured) => Promise<R>) => {
    const input = { spec: change(chosen(spec, choice)), specFolder: folder, keep: false };
    const platform = localPlatform(machine, { signal }, new StageReporter(progress));
    return runStage(platform, input, (context, capture) => next({ context, capture }));
  };
}

function chosen(spec: CaptureSpec, { cpu = spec.run.cpu, folder, jvm }: CaptureChoice): CaptureSpec {
  const { env } = spec.run;
  const options = [env['JDK_JAVA_OPTIONS'], jvm].filter((each) => each !== undefined).join(' ');
  const added: Record<string, string> = jvm === undefined ? {} : { JDK_JAVA_OPTIONS: options };
  const publish = folder === undefined ? spec.publish : { ...spec.publish, folder };
  return { ...spec, publish, run: { ...spec.run, cpu, env: { ...env, ...added } } };
}
