import type { IConstruct } from 'constructs';
import type { WorkloadSettings } from '../../manifests';
import type { ClusterAddOns } from '../cluster/cluster-add-ons';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';

interface AddOnNeed {
  readonly setting: keyof WorkloadSettings;
  readonly addOn: keyof ClusterAddOns;
  readonly why: string;
}

const NEEDS: readonly AddOnNeed[] = [
  { setting: 'ingress', addOn: 'loadBalancerController', why: 'the AWS Load Balancer Controller' },
  { setting: 'autoscaling', addOn: 'metricsServer', why: 'the metrics server' },
];

/** Rejects settings that need an add-on which the cluster was made without: Kubernetes would accept and ignore them. */
export function validateAddOns(scope: IConstruct, settings: WorkloadSettings, { addOns }: IRestoreCluster): void {
  const missing = NEEDS.find(({ addOn, setting }) => settings[setting] !== undefined && addOns?.[addOn] === false);
  if (missing === undefined) return;
  const { addOn, setting, why } = missing;
  throw new UsageError(
    'conflicting-props',
    `\`${setting}\` needs ${why}, and the cluster has \`addOns: { ${addOn}: false }\`; drop one of them`,
    scope,
  );
}
