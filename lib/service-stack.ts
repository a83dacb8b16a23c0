import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { IRestoreCluster } from '../constructs/cluster/restore-cluster';
import { RestoredWorkload } from '../constructs/workload';
import type { Release, RestoredWorkloadProps } from '../constructs/workload';
import type { ICheckpointStore } from '../constructs/stores';
import { grantCustomers } from './customer-table';
import { watch } from './watch';

/** What the service needs from the other stacks. */
export interface ServiceStackProps extends StackProps {
  /** The cluster that runs the service. */
  readonly cluster: IRestoreCluster;
  /** The release to restore. */
  readonly release: Release;
  /** The customers table; the pods may read and write it. */
  readonly table: ITable;
  /** Further stores for the checkpoint, each with a separate workload in addition to the one that uses the image. */
  readonly stores: Readonly<Record<string, ICheckpointStore>>;
  /** Addresses that may call each workload, through a load balancer; with none there are no load balancers. */
  readonly ingressCidrs: readonly string[];

  /**
   * The SNS topic that gets alarms.
   *
   * @default - there are neither alarms nor a dashboard
   */
  readonly alarmTopic?: string;
}

const NAMESPACE = 'springdemo';

/** springdemo restored from its image and from each store, and started cold for comparison. */
export class ServiceStack extends Stack {
  public constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { release, stores } = props;
    const image = this.deploy(props, 'Image', { name: release.service, createNamespace: true });
    const others = [
      this.deploy(props, 'Cold', { name: `${release.service}-cold`, cold: true }),
      ...Object.entries(stores).map(([kind, store]) =>
        this.deploy(props, kind, { name: `${release.service}-${kind.toLowerCase()}`, store }),
      ),
    ];
    // The first workload creates the namespace.
    for (const other of others) other.node.addDependency(image);
    watch(this, { alarmTopic: props.alarmTopic, pipelines: [], workloads: [image, ...others] });
    if (props.ingressCidrs.length > 0) {
      new CfnOutput(this, 'AddressesCommand', { value: `kubectl get ingress --namespace ${NAMESPACE}` });
    }
    new CfnOutput(this, 'StartTimesCommand', {
      value: `kubectl logs --namespace ${NAMESPACE} --selector app.kubernetes.io/part-of=${release.service} --prefix --tail=-1 | grep '"eks-crac":"start"'`,
    });
  }

  private deploy(
    { cluster, ingressCidrs, release, table }: ServiceStackProps,
    id: string,
    variant: Partial<RestoredWorkloadProps>,
  ): RestoredWorkload {
    const workload = new RestoredWorkload(this, id, {
      cluster,
      release,
      namespace: NAMESPACE,
      environment: { MODE: 'prod', AWS_REGION: this.region, CUSTOMERS_TABLE: table.tableName },
      ...(ingressCidrs.length === 0 ? {} : { ingress: { internetFacing: true, inboundCidrs: ingressCidrs } }),
      ...variant,
    });
    grantCustomers(table, workload);
    return workload;
  }
}
