import type { Deployment } from 'kubernetes-types/apps/v1';
import type { PodSpec } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../../contract';
import { imageDelivery, JsonPatch, workloadManifests } from '../../../manifests';
import type { WorkloadOptions } from '../../../manifests';
import { AMD, GRAVITON, INTEL, recordOf } from '../../support/unit-several-classes';
import { NAMES } from '../../support/unit-workload';

function podOf(record: ReleaseRecord, options: Partial<WorkloadOptions> = {}): PodSpec | undefined {
  const objects = workloadManifests({ ...NAMES, record, delivery: imageDelivery(), ...options });
  const found = objects.find(({ kind }) => kind === 'Deployment') as Deployment | undefined;
  return found?.spec?.template.spec;
}

const PATH = '/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution';

describe('the pods of a release', () => {
  test.each([
    ['two classes', recordOf(AMD, INTEL), ['amd64'], ['m7a', 'm7i']],
    ['two architectures', recordOf(AMD, GRAVITON), ['amd64', 'arm64'], ['m7a', 'm7g']],
  ])('of %s may run on the nodes of both', (_case, record, architectures, classes) => {
    const pod = podOf(record);
    expect(pod?.nodeSelector).toBeUndefined();
    expect(pod?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms).toEqual([
      {
        matchExpressions: [
          { key: 'kubernetes.io/arch', operator: 'In', values: architectures },
          { key: 'eks-crac.io/cpu-class', operator: 'In', values: classes },
        ],
      },
    ]);
  });

  test('of rehearsals need no label', () => {
    expect(podOf(recordOf({ cpuClass: 'local' }, AMD))?.nodeSelector).toEqual({ 'kubernetes.io/arch': 'amd64' });
  });

  test('may prefer some of these nodes, and get no others', () => {
    const preferred = JsonPatch.add(
      'Deployment',
      '/spec/template/spec/affinity/nodeAffinity/preferredDuringSchedulingIgnoredDuringExecution',
      [{ weight: 1, preference: { matchExpressions: [{ key: 'spot', operator: 'Exists' }] } }],
    );
    expect(podOf(recordOf(AMD, INTEL), { patch: [preferred] })?.affinity?.nodeAffinity).toMatchObject({
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 }],
    });
    const any = JsonPatch.replace('Deployment', PATH, { nodeSelectorTerms: [] });
    expect(() => podOf(recordOf(AMD, INTEL), { patch: [any] })).toThrow('the nodes of the pod');
  });
});
