import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { UsageError } from '../core/errors';
import type { CpuClass } from '../engines';
import { validateCapture, validateKernel } from '../engines/engine-fit';
import type { EngineData } from '../../engines';
import { OnDemandHost } from './capture-host';
import type { CaptureHost, ReservedHost } from './capture-host';
import { FLEET_REGIONS } from './codebuild-limits';

/** What has to fit together before anything can be captured. */
export interface CaptureSite {
  readonly engine: EngineData;
  readonly cpuClass: CpuClass;
  readonly host: CaptureHost;
}

/** Compares engine, CPU class and host. */
export function validateSite(scope: IConstruct, { cpuClass, engine, host }: CaptureSite): void {
  validateCapture(engine, cpuClass, scope);
  if (host._kernel !== undefined) validateKernel(engine, host._kernel, scope);
  if (host instanceof OnDemandHost) warnOfAnyCpu(scope, cpuClass);
}

/** Rejects an instance type whose checkpoints could not be restored on every node of the class. */
export function validateInstanceType(scope: IConstruct, cpuClass: CpuClass, host: ReservedHost): void {
  const type = host._instanceType(cpuClass);
  if (Token.isUnresolved(type) || cpuClass.families.includes(type.split('.')[0] ?? '')) return;
  throw new UsageError(
    'conflicting-props',
    `\`instanceType\` of ${host._name} must be of ${cpuClass.families.join(', ')}, the families of CPU class '${cpuClass.name}', got: '${type}'; choose a type of these, or another \`cpuClass\``,
    scope,
  );
}

/** Warns where CodeBuild is not known to have fleets. It is no error: AWS adds regions. */
export function warnOfRegion(scope: IConstruct): void {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region) || region in FLEET_REGIONS) return;
  Annotations.of(scope).addWarningV2(
    'eks-crac:fleet-region',
    `\`region\` has no fleets of CodeBuild as far as is known, got: ${region}, and a deployment there fails; choose one of ${Object.keys(FLEET_REGIONS).join(', ')}, or CaptureHost.onDemand()`,
  );
}

function warnOfAnyCpu(scope: IConstruct, { name }: CpuClass): void {
  Annotations.of(scope).addWarningV2(
    'eks-crac:any-cpu',
    `\`host\` is CaptureHost.onDemand(), whose CPU may be another one at each build, and the pods run on nodes of CPU class '${name}': on one that lacks a feature of it they start cold; use CaptureHost.ec2() to capture on a CPU of the class`,
  );
}
