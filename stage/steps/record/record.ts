import { parseReleaseRecord, SINGLE_RECORD_SCHEMA } from '../../../contract';
import type { ReleaseRecord } from '../../../contract';
import { writeRecord } from '../../../releases/records';
import type { StageContext } from '../../context/stage-context';
import { imageDeadlineMs, storeDeadlineMs } from '../restore-deadline';
import type { Step } from '../step';
import type { Published } from '../states';
import { describeCapture } from './describe-capture';

/** Writes the release record as the last act of a run: from here on the release exists. */
export const record: Step<Published, ReleaseRecord> = {
  id: 'record',
  title: 'write the release record',
  summary: ({ release }) => release,

  async run(context, published) {
    const { checkpoint, ...described } = await describeCapture(context, published);
    const { packed, release } = published;
    const record = parseReleaseRecord(
      {
        ...described,
        schema: SINGLE_RECORD_SCHEMA,
        release,
        checkpoint: { ...checkpoint, ...(packed === undefined ? {} : { packed }) },
        stores: stores(context, published),
      },
      release,
    );
    return writeRecord(context.repository, record);
  },
};

function stores({ spec }: StageContext, published: Published): ReleaseRecord['stores'] {
  return [
    { type: 'image', deadlineMs: imageDeadlineMs(spec, published) },
    ...published.stores.map(({ description, restoreMs, unpackMs }) => ({
      ...description,
      restoreMs,
      unpackMs,
      deadlineMs: storeDeadlineMs(spec, { rawBytes: published.rawBytes, restoreMs }),
    })),
  ];
}
