import { Dashboard, GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { CheckpointPipeline } from '../pipeline';
import type { RestoredWorkload } from '../workload';

/** What the dashboard shows. */
export interface CheckpointDashboardProps {
  /**
   * Workloads, each with a row: pods restored and cold, restore time, cold starts by reason.
   *
   * @default []
   */
  readonly workloads?: readonly RestoredWorkload[];

  /**
   * Pipelines, each with a row: builds, and how long they took.
   *
   * @default []
   */
  readonly pipelines?: readonly CheckpointPipeline[];

  /**
   * The name of the dashboard, unique in the account.
   *
   * @default - derived by CloudFormation
   */
  readonly dashboardName?: string;
}

/** Widths of a row: CloudWatch has 24 columns. */
const [THIRD, HALF] = [8, 12];

/** A CloudWatch dashboard of how pods start and of the pipelines that make their releases. AWS bills it by the month. */
export class CheckpointDashboard extends Construct {
  /** The dashboard, for widgets of your own. */
  public readonly dashboard: Dashboard;

  public constructor(scope: Construct, id: string, props: CheckpointDashboardProps) {
    super(scope, id);
    const { dashboardName, pipelines = [], workloads = [] } = props;
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName,
      widgets: [...workloads.map((workload) => this.starts(workload)), ...pipelines.map((one) => this.builds(one))],
    });
  }

  private starts(workload: RestoredWorkload): IWidget[] {
    const title = `${workload.namespace}/${workload.name}`;
    return [
      new GraphWidget({
        title: `${title}: pods`,
        left: [workload.metricRestored({ label: 'restored' }), workload.metricCold({ label: 'cold' })],
        stacked: true,
        width: THIRD,
      }),
      new GraphWidget({
        title: `${title}: restore time`,
        left: [Stats.p(50), Stats.p(95)].map((statistic) =>
          workload.metricRestoreTime({ label: statistic, statistic }),
        ),
        width: THIRD,
      }),
      new GraphWidget({ title: `${title}: cold by reason`, left: [workload.metricColdByReason()], width: THIRD }),
    ];
  }

  private builds(pipeline: CheckpointPipeline): IWidget[] {
    return [
      new GraphWidget({
        title: `${pipeline.service}: builds`,
        left: [pipeline.metricReleases({ label: 'releases' }), pipeline.metricFailedBuilds({ label: 'failed' })],
        stacked: true,
        width: HALF,
      }),
      new GraphWidget({
        title: `${pipeline.service}: build duration`,
        left: [pipeline.metricBuildDuration()],
        width: HALF,
      }),
    ];
  }
}
