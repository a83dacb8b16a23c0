import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** One call of an AWS API, as a role would make it. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
}

interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id.toLowerCase()}`,
  'AWS::KMS::Key': (id) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
  'AWS::ECR::Repository': (id) => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${id.toLowerCase()}`,
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::EFS::FileSystem': (id) => `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:file-system/${id.toLowerCase()}`,
  'AWS::EFS::AccessPoint': (id) => `arn:aws:elasticfilesystem:${REGION}:${ACCOUNT}:access-point/${id.toLowerCase()}`,
  'AWS::Logs::LogGroup': (id) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`,
  'AWS::CodeBuild::Project': (id) => `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${id}`,
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The policies that a template gives its roles, evaluated as IAM would. */
export class RolePolicies {
  private readonly resources: Readonly<Record<string, Resource>>;

  public constructor(template: Template) {
    this.resources = (template.toJSON() as { Resources: Record<string, Resource> }).Resources;
  }

  /** The ARN that stands for a resource of the template in requests. */
  public arn(id: string): string {
    const resource = this.resources[id];
    const render = ARNS[resource?.Type ?? ''];
    if (render === undefined) throw new Error(`no ARN is known for ${id}, a ${resource?.Type ?? 'missing resource'}`);
    return render(id);
  }

  /** The logical id of the only resource of a type whose id begins so. */
  public find(type: string, prefix = ''): string {
    const ids = Object.keys(this.resources).filter((id) => this.resources[id]?.Type === type && id.startsWith(prefix));
    if (ids.length !== 1 || ids[0] === undefined)
      throw new Error(`${ids.length} of ${type} ${prefix}: ${ids.join(', ')}`);
    return ids[0];
  }

  /** Whether the policies allow each request. */
  public async allows(role: string, request: Request): Promise<boolean> {
    return evaluate(this.policiesOf(role), request);
  }

  /** The actions that can be taken away, one at a time, with every needed request still allowed. */
  public async superfluous(role: string, needed: readonly Request[]): Promise<readonly string[]> {
    const policies = this.policiesOf(role);
    const granted = [...new Set(policies.flatMap(actions))];
    const found: string[] = [];
    for (const action of granted) {
      const without = policies.map((policy) => withoutAction(policy, action));
      const outcomes = await Promise.all(needed.map((request) => evaluate(without, request)));
      if (outcomes.every((allowed) => allowed)) found.push(action);
    }
    return found;
  }

  private policiesOf(role: string): readonly PolicyDocument[] {
    const attached = Object.values(this.resources).filter(
      ({ Properties, Type }) =>
        Type === 'AWS::IAM::Policy' &&
        ((Properties['Roles'] ?? []) as readonly unknown[]).some((one) => JSON.stringify(one) === `{"Ref":"${role}"}`),
    );
    const inline = (this.resources[role]?.Properties['Policies'] ?? []) as readonly { PolicyDocument: unknown }[];
    const documents = [
      ...attached.map(({ Properties }) => Properties['PolicyDocument']),
      ...inline.map((one) => one.PolicyDocument),
    ];
    return documents.map((document) => this.resolve(document) as PolicyDocument);
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, inner] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && key === 'Ref') return PSEUDO[String(inner)] ?? String(inner).toLowerCase();
    if (more.length === 0 && key === 'Fn::GetAtt') return this.arn((inner as readonly string[])[0] ?? '');
    if (more.length === 0 && key === 'Fn::Join') {
      const [separator, parts] = inner as [string, readonly unknown[]];
      return parts.map((part) => String(this.resolve(part))).join(separator);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.resolve(one)]));
  }
}

function actions({ Statement }: PolicyDocument): string[] {
  return Statement.flatMap(({ Action }) => (typeof Action === 'string' ? [Action] : [...Action]));
}

function withoutAction(policy: PolicyDocument, action: string): PolicyDocument {
  const statements = policy.Statement.map((statement) => ({
    ...statement,
    Action: (typeof statement.Action === 'string' ? [statement.Action] : statement.Action).filter(
      (one) => one !== action,
    ),
  }));
  return { ...policy, Statement: statements.filter(({ Action }) => Action.length > 0) };
}

async function evaluate(policies: readonly PolicyDocument[], request: Request): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/caller`,
        action: request.action,
        resource: { resource: request.resource, accountId: ACCOUNT },
        contextVariables: { ...request.context },
      },
      identityPolicies: policies.map((policy, index) => ({ name: String(index), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      // Keys are closed unless their policy opens them to the account's IAM.
      ...(request.action.startsWith('kms:') ? { resourcePolicy: ACCOUNT_KEY_POLICY } : {}),
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}

const ACCOUNT_KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};
