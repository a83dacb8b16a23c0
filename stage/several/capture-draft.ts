import { parseReleaseDraft } from '../../contract';
import type { PreparedImage, ReleaseDraft } from '../../contract';
import { Failure } from '../../kit/report/failure';
import { captureAndProve } from '../capture';
import type { StagePlatform } from '../context/platform';
import type { StageContext } from '../context/stage-context';
import { publishesStore } from '../stores/store-targets';
import { companions, runStep } from '../steps';
import { describeCapture } from '../steps/record/describe-capture';
import { awaitSessionEnd } from '../steps/session-end';
import type { Step } from '../steps/step';
import type { Proven } from '../steps/states';
import { withRun } from '../with-run';
import type { StageInput } from '../with-run';
import { takePrepared } from './take-prepared';

/** Captures and proves a prepared image on this host, for its CPU class; nothing is released. */
export function captureDraft(
  platform: StagePlatform,
  input: StageInput,
  prepared: PreparedImage,
): Promise<ReleaseDraft> {
  requireImageStore(input);
  return withRun(platform, input, {
    run: async (context) => {
      const layered = await runStep(context, takePrepared(prepared), undefined);
      const accompanied = await runStep(context, companions, layered);
      try {
        return await runStep(context, draft, await captureAndProve(context, accompanied));
      } finally {
        await accompanied.network.close();
      }
    },
    outcome: () => 'nothing was released',
  });
}

const draft: Step<Proven, ReleaseDraft> = {
  id: 'record',
  title: 'describe the capture',
  summary: ({ host }) => `a draft for CPU class ${host.cpuClass}`,

  async run(context: StageContext, proven) {
    await awaitSessionEnd(context, proven);
    const document = { ...(await describeCapture(context, proven)), schema: 1, captureRun: context.run.id };
    return parseReleaseDraft(document, 'of this run');
  },
};

function requireImageStore({ spec }: StageInput): void {
  if (!publishesStore(spec)) return;
  throw new Failure(
    'spec-invalid',
    `\`publish\` names a store beside the image, and a release of several CPU classes is published to the image alone`,
    'drop `folder`, `s3`, `s3Express`, `efs` and `volume` of `publish`, or capture on one CPU class alone',
  );
}
