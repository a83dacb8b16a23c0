import type { Template } from 'aws-cdk-lib/assertions';
import { ACCOUNT, REGION } from './iam';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

export interface RenderedBuildSpec {
  readonly phases: {
    readonly install: {
      readonly 'runtime-versions'?: { readonly nodejs: number };
      readonly commands: readonly string[];
    };
    readonly build: { readonly commands: readonly [string, string] };
  };
  readonly artifacts: { readonly files: readonly string[] };
}

interface Resource {
  readonly Type: string;
  readonly Properties: { readonly Source?: { readonly BuildSpec: unknown } };
}

const IDS: Readonly<Record<string, string>> = {
  'AWS::EFS::FileSystem': 'fs-0123456789abcdef0',
  'AWS::EFS::AccessPoint': 'fsap-0123456789abcdef0',
};

/** The buildspec as CodeBuild gets it, with values of the deployment that look as those of AWS do. */
export function buildSpec(template: Template): RenderedBuildSpec {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  const project = Object.values(Resources).find(({ Type }) => Type === 'AWS::CodeBuild::Project');
  return JSON.parse(String(deployed(project?.Properties.Source?.BuildSpec, Resources))) as RenderedBuildSpec;
}

function deployed(value: unknown, resources: Readonly<Record<string, Resource>>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[intrinsic, inner] = ['', undefined]] = Object.entries(value);
  const resolve = (one: unknown) => deployed(one, resources);
  switch (intrinsic) {
    case 'Ref':
      return PSEUDO[String(inner)] ?? IDS[resources[String(inner)]?.Type ?? ''] ?? String(inner).toLowerCase();
    case 'Fn::GetAtt':
      return arn(inner as readonly string[]);
    case 'Fn::ImportValue':
      return 'imported';
    case 'Fn::Join': {
      const [delimiter, parts] = inner as [string, readonly unknown[]];
      return parts.map((part) => String(resolve(part))).join(delimiter);
    }
    case 'Fn::Select': {
      const [index, list] = inner as [number, unknown];
      return (resolve(list) as readonly string[])[index];
    }
    case 'Fn::Split': {
      const [delimiter, text] = inner as [string, unknown];
      return String(resolve(text)).split(delimiter);
    }
    default:
      throw new Error(`${intrinsic} is not known here`);
  }
}

function arn([id = '']: readonly string[]): string {
  const name = id.toLowerCase();
  return id.includes('Repository')
    ? `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`
    : `arn:aws:iam::${ACCOUNT}:role/${name}`;
}
