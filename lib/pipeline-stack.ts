import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CaptureSpec, CheckpointPipeline, ServiceSource } from '../constructs/pipeline';
import { CheckpointStore } from '../constructs/stores';
import type { ICheckpointStore } from '../constructs/stores';
import { grantCustomers } from './customer-table';
import type { ReferenceConfig } from './reference-config';
import { watch } from './watch';

export interface PipelineStackProps extends StackProps {
  readonly config: ReferenceConfig;
  readonly vpc: IVpc;
  /** Where checkpoints are stored in addition to the image. */
  readonly stores: readonly ICheckpointStore[];
  /** The table that springdemo uses during capture. */
  readonly captureTable: ITable;
}

// In this repository, which is also the source.
const SAMPLE = 'examples/springdemo';

/** The pipeline of springdemo. */
export class PipelineStack extends Stack {
  public constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const pipeline = this.createPipeline(props);
    grantCustomers(props.captureTable, pipeline.captureRole);
    watch(this, { alarmTopic: props.config.alarmTopic, pipelines: [pipeline], workloads: [] });
    new CfnOutput(this, 'RepositoryUri', { value: pipeline.repositoryUri });
    new CfnOutput(this, 'PipelineLink', {
      value: `https://${this.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline.pipelineName}/view`,
    });
  }

  private createPipeline({ captureTable, config, stores, vpc }: PipelineStackProps): CheckpointPipeline {
    const { branch, buildImage, connectionArn, cpuClass, jdkImage, repository } = config;
    return new CheckpointPipeline(this, 'Pipeline', {
      vpc,
      cpuClass,
      source: ServiceSource.codeConnection({ repository, branch, connectionArn }),
      spec: CaptureSpec.fromFile(`${SAMPLE}/eks-crac.yaml`, {
        folder: SAMPLE,
        buildArgs: { BASE_IMAGE: jdkImage, BUILD_IMAGE: buildImage },
        // The real DynamoDB table instead of the stand-in.
        companions: [],
        env: {
          MODE: 'prod',
          AWS_REGION: this.region,
          CUSTOMERS_TABLE: captureTable.tableName,
          DYNAMODB_ENDPOINT: '',
        },
      }),
      stores: [CheckpointStore.image(), ...stores],
    });
  }
}
