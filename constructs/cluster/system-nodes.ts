import type { ManagedNodeGroup } from '@aws-quickstart/eks-blueprints';
import { BlockDeviceVolume, EbsDeviceVolumeType, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { NodegroupAmiType } from 'aws-cdk-lib/aws-eks';
import type { CpuClass } from '../engines';

/** The nodes that run Karpenter itself, which cannot create its own, and the other add-ons. */
export function systemNodes(cpuClass: CpuClass, instanceType = smallest(cpuClass)): ManagedNodeGroup {
  return {
    id: 'system',
    amiType: image(cpuClass),
    instanceTypes: [instanceType],
    minSize: 2,
    maxSize: 3,
    launchTemplate: {
      requireImdsv2: true,
      // Pods cannot reach the node's credentials.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: BlockDeviceVolume.ebs(50, { encrypted: true, volumeType: EbsDeviceVolumeType.GP3 }),
        },
      ],
    },
  };
}

function smallest({ architecture }: CpuClass): InstanceType {
  return new InstanceType(architecture === 'arm64' ? 'm7g.large' : 'm7i.large');
}

function image({ architecture }: CpuClass): NodegroupAmiType {
  return architecture === 'arm64' ? NodegroupAmiType.AL2023_ARM_64_STANDARD : NodegroupAmiType.AL2023_X86_64_STANDARD;
}
