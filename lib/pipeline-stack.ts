import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CheckpointPipeline, ServiceSource, WarmUp, WarmUpUntil } from '../constructs/pipeline';
import { CheckpointStore } from '../constructs/stores';
import type { ICheckpointStore } from '../constructs/stores';
import { grantCustomers } from './customer-table';
import type { ReferenceConfig } from './reference-config';

export interface PipelineStackProps extends StackProps {
  readonly config: ReferenceConfig;
  readonly vpc: IVpc;
  /** Where checkpoints are kept beside the image. */
  readonly stores: readonly ICheckpointStore[];
  /** The table that springdemo has while it is captured. */
  readonly captureTable: ITable;
}

const CUSTOMER = { name: 'Grace Hopper', email: 'grace@example.com', accountNumber: 'NL-0001' };

/** The pipeline of springdemo. */
export class PipelineStack extends Stack {
  public constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const pipeline = this.createPipeline(props);
    grantCustomers(props.captureTable, pipeline.captureRole);
    new CfnOutput(this, 'RepositoryUri', { value: pipeline.repositoryUri });
    new CfnOutput(this, 'PipelineLink', {
      value: `https://${this.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline.pipelineName}/view`,
    });
  }

  private createPipeline({ captureTable, config, stores, vpc }: PipelineStackProps): CheckpointPipeline {
    const { branch, buildImage, connectionArn, cpuClass, debianImage, engine, jdkImage, repository } = config;
    return new CheckpointPipeline(this, 'Pipeline', {
      vpc,
      cpuClass,
      engine,
      debianImage,
      service: 'springdemo',
      source: ServiceSource.codeConnection({ repository, branch, connectionArn }),
      build: { context: 'examples/springdemo', args: { BASE_IMAGE: jdkImage, BUILD_IMAGE: buildImage } },
      run: {
        port: 8080,
        readiness: '/actuator/health/readiness',
        cpu: 1,
        memoryMiB: 1024,
        env: { MODE: 'prod', AWS_REGION: this.region, CUSTOMERS_TABLE: captureTable.tableName },
      },
      warmUp: WarmUp.http(
        [
          { method: 'POST', path: '/api/customers', json: CUSTOMER, status: 201 },
          { path: '/api/customers' },
          { path: '/api/customers/nobody', status: 404 },
        ],
        { concurrency: 2, until: WarmUpUntil.steady(Duration.seconds(60)) },
      ),
      stores: [CheckpointStore.image(), ...stores],
    });
  }
}
