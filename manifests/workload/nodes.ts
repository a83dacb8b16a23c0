import type { NodeSelectorRequirement, PodSpec } from 'kubernetes-types/core/v1';
import { captureHosts } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { CPU_CLASS_LABEL, LOCAL_CPU_CLASS } from '../../engines';

const ARCHITECTURE_LABEL = 'kubernetes.io/arch';

/** The nodes that can restore a release: those of any of its CPU classes. */
export function nodesOf(record: Pick<ReleaseRecord, 'copies' | 'host'>): Pick<PodSpec, 'nodeSelector' | 'affinity'> {
  const hosts = captureHosts(record);
  const architectures = [...new Set(hosts.map(({ architecture }) => architecture))];
  const classes = hosts.map(({ cpuClass }) => cpuClass);
  const labelled = classes.includes(LOCAL_CPU_CLASS) ? [] : classes;
  const [one, ...others] = labelled;
  if (architectures.length === 1 && others.length === 0) {
    const [architecture = ''] = architectures;
    return {
      nodeSelector: { [ARCHITECTURE_LABEL]: architecture, ...(one === undefined ? {} : { [CPU_CLASS_LABEL]: one }) },
    };
  }
  const matchExpressions: NodeSelectorRequirement[] = [
    { key: ARCHITECTURE_LABEL, operator: 'In', values: architectures },
    ...(one === undefined ? [] : [{ key: CPU_CLASS_LABEL, operator: 'In', values: labelled }]),
  ];
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  };
}
