import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { MathExpression, MathExpressionOptions, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IGrantable, IPrincipal, IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENGINES } from '../../engines';
import {
  environmentHash,
  renderYaml,
  workloadNames,
  workloadNotes,
  workloadObjects,
  workloadPlan,
} from '../../manifests';
import type { CheckpointDelivery, KubernetesObject, WorkloadOptions, WorkloadPlan } from '../../manifests';
import type { IRestoreCluster } from '../cluster/restore-cluster';
import { UsageError } from '../core/errors';
import { requireKnown } from '../core/known-numbers';
import { buildManifests } from '../core/manifest-errors';
import { coldByReason, startMetric } from '../observability/start-metrics';
import type { ColdMetricOptions, StartMetric, StartMetricSource } from '../observability/start-metrics';
import { CheckpointStore } from '../stores';
import type { Release } from '../release/release';
import { validateAddOns } from './add-on-rules';
import { validateRelease } from './release-rules';
import type { RestoredWorkloadProps } from './restored-workload-props';
import { rollout } from './rollout';
import { workloadTerms } from './workload-terms';
import { WorkloadIdentity } from './workload-identity';
import type { WorkloadIdentityConfig } from './workload-identity';

/** `kubectl apply --prune` ignores these kinds; as separate resources they are deleted when no longer needed. */
const NEVER_PRUNED = ['HorizontalPodAutoscaler', 'PodDisruptionBudget'];

/**
 * A service on Kubernetes that starts from the checkpoint of a release.
 *
 * Creates a Deployment, its Service, ServiceAccount, PodDisruptionBudget and, depending on the props, ConfigMap,
 * Ingress, HorizontalPodAutoscaler and Namespace, and an IAM role for the pods. AWS bills the nodes, and the load
 * balancer of an Ingress.
 */
export class RestoredWorkload extends Construct implements IGrantable {
  /** The name of all objects. */
  public readonly name: string;
  /** The namespace of all objects. */
  public readonly namespace: string;
  /** Whether its pods are meant to start cold. */
  public readonly cold: boolean;
  /** The pods' role. */
  public readonly role: IRole;
  /** The pods' role, so that `table.grantReadData(workload)` works. */
  public readonly grantPrincipal: IPrincipal;

  /** @internal */
  public readonly _cluster: IRestoreCluster;
  /** @internal */
  public readonly _release: Release;

  private readonly objects: readonly KubernetesObject[];

  public constructor(scope: Construct, id: string, props: RestoredWorkloadProps) {
    super(scope, id);
    this._cluster = props.cluster;
    this._release = props.release;
    this.cold = props.cold ?? false;
    const { name, namespace } = workloadNames(props, props.release._record);
    this.name = name;
    this.namespace = namespace;
    validateRelease(this, props.release, props.cluster);
    validateAddOns(this, props, props.cluster);
    this.validateNames();
    requireKnown(this, props);
    const identity = this.createIdentity(props);
    this.role = identity.role;
    this.grantPrincipal = identity.role.grantPrincipal;
    const options = this.describe(props, identity);
    const plan = buildManifests(this, () => workloadPlan(options));
    this.objects = buildManifests(this, () => workloadObjects(plan));
    this._release._addWorkload(workloadTerms(plan));
    this.annotate(plan);
    if (props.apply !== false) this.createObjects(identity, props.waitForRollout ?? true);
  }

  /**
   * Returns the Kubernetes objects as YAML, for teams whose cluster is managed by a GitOps controller; set `apply:
   * false`.
   *
   * All values must be known at synthesis.
   */
  public toYaml(): string {
    const unknown = this.objects.find((object) => Token.isUnresolved(renderYaml([object])));
    if (unknown === undefined) return renderYaml(this.objects);
    throw new UsageError(
      'conflicting-props',
      `toYaml() needs values that are known at synthesis, and ${unknown.kind} ${unknown.metadata.name ?? ''} has one that is known at deployment only; pass it as text`,
      this,
    );
  }

  /** The pods that were restored; the sum over a period. */
  public metricRestored(options?: MetricOptions): Metric {
    return this.startMetric('restored', options);
  }

  /** The pods that started cold; the sum over a period, of one reason or of all. */
  public metricCold({ reason, ...options }: ColdMetricOptions = {}): Metric {
    if (reason === undefined) return this.startMetric('cold', options);
    return this.startMetric('coldByReason', options, { Reason: reason });
  }

  /** The pods that started cold, a line for each reason; for dashboards, as an alarm takes no search. */
  public metricColdByReason(options?: MathExpressionOptions): MathExpression {
    return coldByReason(this.metricSource(), options);
  }

  /** The milliseconds that restores took, without the hooks after them; the 95th percentile. */
  public metricRestoreTime(options?: MetricOptions): Metric {
    return this.startMetric('restoreTime', options);
  }

  private startMetric(metric: StartMetric, options?: MetricOptions, dimensions?: Record<string, string>): Metric {
    return startMetric(metric, this.metricSource(), options, dimensions);
  }

  private metricSource(): StartMetricSource {
    const { addOns, clusterName } = this._cluster;
    if (addOns?.logCollector === false) {
      Annotations.of(this).addWarningV2(
        'eks-crac:workload.logCollector',
        'metrics of starts come from the logs of pods, and the cluster has `addOns: { logCollector: false }`; drop that, or make a StartMetrics of the log group of your own collector and acknowledge this warning',
      );
    }
    return { clusterName, namespace: this.namespace, name: this.name };
  }

  /** Volumes have no namespace: the joined pair of namespace and name must be unique in the cluster. */
  private validateNames(): void {
    const own = `${this.namespace}-${this.name}`;
    const all = (Stage.of(this) ?? this).node.findAll();
    const other = all.find(
      (node) => node instanceof RestoredWorkload && node !== this && node.volumeKey() === this.volumeKey(),
    );
    if (other === undefined) return;
    throw new UsageError(
      'conflicting-props',
      `\`namespace\` and \`name\` must be a workload's own in its cluster, got: ${JSON.stringify(own)}, as ${other.node.path} has; both would share one claim on the checkpoint, so set another \`name\``,
      this,
    );
  }

  private volumeKey(): string {
    return [Stack.of(this).environment, this._cluster.clusterName, `${this.namespace}-${this.name}`].join('/');
  }

  private createIdentity(props: RestoredWorkloadProps): WorkloadIdentityConfig {
    const identity = (props.identity ?? WorkloadIdentity.podIdentity()).bind(this, {
      cluster: this._cluster,
      namespace: this.namespace,
      serviceAccount: this.name,
    });
    const { type } = this._release._record.engine;
    if (!identity.changesEnvironment || props.cold === true || ENGINES[type].mayChange.environment) return identity;
    throw new UsageError(
      'conflicting-props',
      `\`identity\` brings variables that a service restored by engine '${type}' never sees; choose WorkloadIdentity.podIdentity(), whose variables are those of the capture`,
      this,
    );
  }

  private describe(props: RestoredWorkloadProps, identity: WorkloadIdentityConfig): WorkloadOptions {
    const { serviceAccountAnnotations } = identity;
    const { environment, systemProperties } = props;
    return {
      ...props,
      record: this._release._record,
      ...(this._release._deployed === undefined ? {} : { deployed: this._release._deployed }),
      delivery: this.bindStore(props),
      // Hashes the resolved form, in which tokens are resource names: token numbers change with unrelated constructs.
      environmentHash: environmentHash(Stack.of(this).resolve({ environment, systemProperties })),
      ...(serviceAccountAnnotations === undefined ? {} : { serviceAccountAnnotations }),
    };
  }

  private bindStore({ cold, store }: RestoredWorkloadProps): CheckpointDelivery {
    const chosen = cold === true || store === undefined ? CheckpointStore.image() : store;
    const { addOns, fileSystemDriver, vpc } = this._cluster;
    return chosen.bindWorkload(this, {
      grantee: this,
      connections: this._cluster,
      release: this._release,
      name: this.name,
      namespace: this.namespace,
      ...(fileSystemDriver === undefined ? {} : { fileSystemDriver }),
      ...(addOns === undefined ? {} : { bucketDriver: addOns.bucketDriver === true }),
      ...(vpc === undefined ? {} : { vpc }),
    });
  }

  private annotate(plan: WorkloadPlan): void {
    const { captured, coldOnly, emptied, unmappedUsers } = workloadNotes(plan);
    const { ingress } = plan.options;
    const annotations = Annotations.of(this);
    const { type } = this._release._record.engine;
    if (coldOnly.length > 0) {
      annotations.addWarningV2(
        'eks-crac:workload.environment',
        `engine '${type}' cannot change the environment: only a cold start sees ${coldOnly.join(', ')}; read what differs between capture and pod from another source`,
      );
    }
    if (captured.length > 0) {
      annotations.addInfo(`a restored service has ${captured.join(', ')} as at the capture`);
    }
    if (emptied.length > 0) {
      annotations.addInfo(
        `a restored service has ${emptied.join(', ')} empty, since the pod does not set what the capture had`,
      );
    }
    if (ingress?.internetFacing === true && ingress.certificate === undefined) {
      annotations.addWarningV2(
        'eks-crac:workload.plainHttp',
        '`ingress` is reachable from the internet without HTTPS; give it a `certificate`',
      );
    }
    if (unmappedUsers) {
      annotations.addWarningV2(
        'eks-crac:workload.hostUsers',
        `\`hostUsers\` is true: the volume of this store cannot be mounted in a user namespace, so the capabilities of engine '${type}' hold in the node's; CheckpointStore.image() and .bucket() do without`,
      );
    }
  }

  private createObjects({ ready }: WorkloadIdentityConfig, waits: boolean): void {
    const alone = this.objects.filter(({ kind }) => NEVER_PRUNED.includes(kind));
    const together = this.objects.filter((object) => !alone.includes(object));
    const objects = this._cluster.apply(this, 'Objects', together);
    objects.node.addDependency(ready);
    for (const object of alone) this._cluster.apply(this, object.kind, [object]).node.addDependency(objects);
    if (waits)
      this._cluster
        .waitFor(this, 'Rollout', rollout(this, this, together, this._release._revision))
        .node.addDependency(objects);
  }
}
