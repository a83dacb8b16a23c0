import { App, Stack } from 'aws-cdk-lib';
import { Cluster, KubectlProvider } from 'aws-cdk-lib/aws-eks-v2';
import type { ReleaseRecord } from '../../../contract';
import { CheckpointAdmission, CpuClass, Release, RestoreCluster, RestoredWorkload } from '../../../constructs';
import { ACCOUNT, REGION } from './iam';
import type { Template } from '../../cluster/stack/template';

export const STACK = 'Shop';
export const WORKLOAD = 'shop';

/** The template of a service stack on a cluster that exists, with a release of parameters. */
export function workloadStack(first: ReleaseRecord, namespace: string, replicas: number): Template {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, STACK, { env: { account: ACCOUNT, region: REGION } });
  const kubectlProvider = KubectlProvider.fromKubectlProviderAttributes(stack, 'Provider', {
    serviceToken: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:kubectl`,
  });
  const cluster = RestoreCluster.fromCluster(
    Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'test', kubectlProvider }),
    { cpuClasses: [classOf(first)] },
  );
  // This machine may have control groups of version 1, which no node of EKS has.
  const host = { ...first.host, needs: undefined };
  const release = Release.fromParameters(stack, 'Release', { ...first, host });
  const workload = new RestoredWorkload(stack, 'Workload', {
    cluster,
    release,
    name: WORKLOAD,
    namespace,
    replicas,
  });
  new CheckpointAdmission(stack, 'Admission', { workloads: [workload] });
  return app.synth().getStackByName(STACK).template as Template;
}

/** The class of this machine, whatever it is. */
function classOf({ host: { architecture, cpuClass: name } }: ReleaseRecord): CpuClass {
  return CpuClass.of({ name, architecture, families: ['m7a'], captureInstanceType: 'm7a.large' });
}
