import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisHost } from '../../../machine';
import { ProcessRunner } from '../../../kit/process';
import { clusterFolders } from '../../cluster/harness/folders';
import { KubernetesPrograms } from '../../cluster/harness/kubernetes-programs';

test('says what to do where Go is missing', async () => {
  const programs = await KubernetesPrograms.in(mkdtempSync(join(tmpdir(), 'eks-crac-cache-')));
  const host = thisHost({ PATH: '/nowhere' });
  await expect(programs.build(host, new ProcessRunner(host.env), () => undefined)).rejects.toThrow(
    'the cluster tests build Kubernetes, and `go` is not in PATH\n  → install Go 1.26 or newer, or set `EKS_CRAC_TEST_CLUSTER=skip` to do without these tests',
  );
});

test('keeps programs in the cache and everything else in the state folder', () => {
  const folders = clusterFolders({ HOME: '/home/ada', EKS_CRAC_STATE: '/srv/state' });
  expect(folders).toMatchObject({
    cache: '/home/ada/.cache/eks-crac/kubernetes',
    kubeconfig: '/srv/state/kubernetes/kubeconfig',
    state: '/srv/state/kubernetes',
  });
  expect(clusterFolders({ HOME: '/home/ada', EKS_CRAC_STATE: '/srv/other' }).runtime).not.toBe(folders.runtime);
});
