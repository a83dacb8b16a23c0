import type { ReleaseDraft, ReleaseRecord } from '../../contract';
import type { Architecture } from '../../engines';
import { writeRecord } from '../../releases/records';
import type { Manifest } from '../../releases/registry/registry';
import { requireManifest } from '../../releases/registry/require-manifest';
import type { StagePlatform } from '../context/platform';
import type { StageContext } from '../context/stage-context';
import { runStep } from '../steps';
import { claimReleaseNumber } from '../steps/stores/release-number';
import type { Step } from '../steps/step';
import { withRun } from '../with-run';
import type { StageInput } from '../with-run';
import { checkDrafts } from './check-drafts';
import { tagImages } from './image-index';
import type { ArchitectureImages } from './image-index';
import { joinImage } from './joined-image';
import { joinedRecord } from './joined-record';
import type { JoinedImages } from './joined-record';

/** What is joined. */
export interface Drafts {
  readonly drafts: readonly ReleaseDraft[];
  /** The CPU classes that the release is for, the first one first. */
  readonly wanted: readonly string[];
}

interface Joined extends JoinedImages {
  readonly release: string;
  readonly drafts: readonly ReleaseDraft[];
}

/** Makes one release of the captures of several CPU classes, when all of them are there. */
export function joinRelease(platform: StagePlatform, input: StageInput, given: Drafts): Promise<ReleaseRecord> {
  const began = performance.now();
  let released: string | undefined;
  return withRun(platform, input, {
    run: async (context) => {
      const joined = await runStep(context, join(given), undefined);
      const record = await runStep(context, recordJoined, joined);
      released = record.release;
      const ms = Math.round(performance.now() - began);
      const { repository } = context.repository;
      platform.reporter.report({ code: 'released', release: released, repository, ms });
      return record;
    },
    outcome: () => (released === undefined ? 'nothing was released' : `${released} is released`),
  });
}

function join({ drafts: given, wanted }: Drafts): Step<undefined, Joined> {
  return {
    id: 'publish',
    title: 'join the captures of all CPU classes',
    summary: ({ drafts, release }) => `${release} for ${drafts.map(({ host }) => host.cpuClass).join(', ')}`,

    async run(context) {
      const { repository, run, spec, specFolder, state } = context;
      const drafts = checkDrafts(given, wanted);
      const services = await eachArchitecture(drafts, ([first]) =>
        requireManifest(repository, first.images.service.digest),
      );
      const checkpoints = await eachArchitecture(drafts, (own) => joinImage(repository, own));
      const number = await claimReleaseNumber(repository, run, state);
      run.claim(number, spec, specFolder);
      const release = `v${number}`;
      const service = await tagImages(repository, services, release);
      const checkpoint = await tagImages(repository, checkpoints, `${release}-checkpoint`);
      return { release, drafts, services, checkpoints, service, checkpoint };
    },
  };
}

const recordJoined: Step<Joined, ReleaseRecord> = {
  id: 'record',
  title: 'write the release record',
  summary: ({ release }) => release,

  async run(context: StageContext, { drafts, release, ...images }) {
    const record = joinedRecord(release, drafts, images);
    return writeRecord(context.repository, record);
  },
};

type Some<T> = readonly [T, ...T[]];

async function eachArchitecture(
  drafts: readonly ReleaseDraft[],
  imageOf: (drafts: Some<ReleaseDraft>) => Promise<Manifest>,
): Promise<ArchitectureImages> {
  const images = new Map<Architecture, Manifest>();
  for (const { host } of drafts) {
    if (images.has(host.architecture)) continue;
    const [first, ...others] = drafts.filter((draft) => draft.host.architecture === host.architecture);
    if (first !== undefined) images.set(host.architecture, await imageOf([first, ...others]));
  }
  return images;
}
