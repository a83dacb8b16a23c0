import type { CaptureSpec } from '../../../contract';
import type { Capture } from '../../../stage/capture';
import type { CompanionImages } from '../../../stage/steps/states';
import type { StageContext } from '../../../stage/context/stage-context';
import { ClusterApi } from './cluster-api';
import { withCompanionImages } from './companion-images';
import { companionObjects } from './companion-objects';
import { companionReady } from './companion-ready';
import { requireFittingNodes } from './node-check';
import type { Kubectl } from './kubectl';
import { fittingNodes } from './nodes';
import type { FittingNode } from './nodes';
import { RunNamespace } from './run-namespace';
import { dryRunWorkload } from './dry-run';
import { leftOut, workloadsOf } from './workloads';
import type { PodStores } from './workloads';

// Added to the companion's readiness timeout, because its image is pulled first.
const PULL_SECONDS = 120;

export interface OnCluster {
  readonly kubectl: Kubectl;
  readonly context: StageContext;
  readonly capture: Capture;
  /** @default - the image alone */
  readonly stores?: PodStores;
  /** @default - warnings are dropped */
  readonly warn?: (text: string) => void;
}

/**
 * Runs work in a separate namespace that has the companions, after checking that nodes can restore the release and that
 * the cluster accepts its pods. Everything is deleted afterwards.
 */
export async function onCluster<T>(given: OnCluster, work: (namespace: string) => Promise<T>): Promise<T> {
  const { capture, context, kubectl, warn } = given;
  const { published, record } = capture;
  const nodes = await fittingNodes(kubectl, record);
  return withCompanionImages(context, published.companionImages, (images) => {
    const namespace = new RunNamespace(context.run.id);
    const pods = { engine: record.engine.type, user: record.pod, nodeFolders: given.stores !== undefined, warn };
    return namespace.during(kubectl, pods, async (name) => {
      await tryWorkloads(given, name);
      await compareCpus(given, name, nodes);
      await deployCompanions(kubectl, context.spec, images, name);
      return work(name);
    });
  });
}

/** Checks that the cluster accepts all workloads. */
async function tryWorkloads({ capture, context, kubectl, stores, warn }: OnCluster, namespace: string): Promise<void> {
  let identified = true;
  for (const { objects } of workloadsOf(context.spec, capture.record, namespace, stores)) {
    identified = (await dryRunWorkload(kubectl, objects)) && identified;
  }
  for (const [name, why] of leftOut(context.spec)) warn?.(`the pods do not get \`run.env\` ${name}: ${why}`);
  if (identified) return;
  warn?.(
    `pods in context ${kubectl.context} get no AWS credentials: nothing there gives them a Pod Identity; docs/cli.md says what that means for a service that asks for some`,
  );
}

async function compareCpus(
  { capture, context, kubectl }: OnCluster,
  namespace: string,
  nodes: readonly FittingNode[],
): Promise<void> {
  const api = await ClusterApi.open(kubectl, namespace);
  try {
    await requireFittingNodes(kubectl, api, capture.record, nodes, context.signal);
  } finally {
    await api.close();
  }
}

async function deployCompanions(
  kubectl: Kubectl,
  { companions }: CaptureSpec,
  images: CompanionImages,
  namespace: string,
): Promise<void> {
  for (const companion of companions) {
    const { name, readiness } = companion;
    await kubectl.apply(companionObjects(companion, images[name] ?? '', namespace));
    await companionReady(kubectl, name, namespace, PULL_SECONDS + Math.ceil(readiness.timeoutSeconds));
  }
}
