import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** One call of an AWS API, as a role would make it. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/** Requests for several actions on one resource. */
export function on(resource: string, actions: readonly string[], context: Request['context'] = {}): Request[] {
  return actions.map((action) => ({ action, resource, context }));
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  /** Values by key by operator. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** What one statement of one role's policy grants. */
export interface Granted {
  /** The logical id of the policy, or of the role that has it inline. */
  readonly policy: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Output {
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

const regional = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

const ARNS: Readonly<Record<string, (id: string) => string>> = {
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id.toLowerCase()}`,
  'AWS::KMS::Key': (id) => regional('kms', `key/${id}`),
  'AWS::ECR::Repository': (id) => regional('ecr', `repository/${id.toLowerCase()}`),
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::EFS::FileSystem': (id) => regional('elasticfilesystem', `file-system/${id.toLowerCase()}`),
  'AWS::EFS::AccessPoint': (id) => regional('elasticfilesystem', `access-point/${id.toLowerCase()}`),
  'AWS::Logs::LogGroup': (id) => regional('logs', `log-group:${id}:*`),
  'AWS::CodeBuild::Project': (id) => regional('codebuild', `project/${id}`),
  'AWS::DynamoDB::Table': (id) => regional('dynamodb', `table/${id}`),
  'AWS::EC2::Subnet': (id) => regional('ec2', `subnet/${id.toLowerCase()}`),
  'AWS::EKS::Cluster': (id) => regional('eks', `cluster/${id}`),
  'AWS::EKS::PodIdentityAssociation': (id) => regional('eks', `podidentityassociation/shop/${id}`),
  'AWS::Lambda::Function': (id) => regional('lambda', `function:${id}`),
  'AWS::SQS::Queue': (id) => regional('sqs', id),
};

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

const POLICY_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

/**
 * The policies that a template gives its roles, evaluated as IAM would: those that name the role, those that the role
 * names, and the role's own. Policies that belong to AWS are in no template, and not evaluated.
 */
export class RolePolicies {
  private readonly resources: Readonly<Record<string, Resource>>;
  private readonly outputs: readonly Output[];

  public constructor(
    template: Template,
    /** The templates that this one imports values of. */
    private readonly imported: readonly RolePolicies[] = [],
  ) {
    const { Outputs = {}, Resources } = template.toJSON() as {
      Resources: Record<string, Resource>;
      Outputs?: Record<string, Output>;
    };
    this.resources = Resources;
    this.outputs = Object.values(Outputs);
  }

  /** The ARN that stands for a resource of the template in requests. */
  public arn(id: string): string {
    const resource = this.resources[id];
    const render = ARNS[resource?.Type ?? ''];
    if (render === undefined) throw new Error(`no ARN is known for ${id}, a ${resource?.Type ?? 'missing resource'}`);
    return render(id);
  }

  /** The logical id of the only resource of a type whose id begins so, or that is called so and nothing more. */
  public find(type: string, prefix = ''): string {
    const all = this.idsOf(type).filter((id) => id.startsWith(prefix));
    const exact = all.filter((id) => /^[0-9A-F]{8}$/.test(id.slice(prefix.length)));
    const ids = exact.length === 1 ? exact : all;
    if (ids.length !== 1 || ids[0] === undefined)
      throw new Error(`${ids.length} of ${type} ${prefix}: ${ids.join(', ')}`);
    return ids[0];
  }

  /** The ARN of that resource. */
  public arnOf(type: string, prefix = ''): string {
    return this.arn(this.find(type, prefix));
  }

  /** Whether the policies allow each request. */
  public async allows(role: string, request: Request): Promise<boolean> {
    return evaluate(this.policiesOf(role), request);
  }

  /**
   * What can be taken away with every needed request still allowed: an action or a resource of one statement at a time,
   * so that a second statement which grants the same is noticed too.
   */
  public async superfluous(role: string, needed: readonly Request[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { affected, name, without } of takeAways(this.policiesOf(role))) {
      if (await allowsAll(without, needed.filter(affected))) found.push(name);
    }
    return found;
  }

  /** What the policies of all roles allow. */
  public granted(): readonly Granted[] {
    const roles = this.idsOf('AWS::IAM::Role').flatMap((id) => inlineOf(this.resources[id]).map((one) => [id, one]));
    const policies = POLICY_TYPES.flatMap((type) =>
      this.idsOf(type).map((id) => [id, this.resources[id]?.Properties['PolicyDocument']]),
    );
    return [...roles, ...policies].flatMap(([policy, document]) =>
      (this.resolve(document) as PolicyDocument).Statement.filter(({ Effect }) => Effect === 'Allow').map((one) => ({
        policy: String(policy),
        actions: listOf(one.Action),
        resources: listOf(one.Resource),
      })),
    );
  }

  private idsOf(type: string): readonly string[] {
    return Object.keys(this.resources).filter((id) => this.resources[id]?.Type === type);
  }

  /** The policies of a role, as they are once CloudFormation knows every value. */
  public policiesOf(role: string): readonly PolicyDocument[] {
    const managed = JSON.stringify(this.resources[role]?.Properties['ManagedPolicyArns'] ?? []);
    const attached = POLICY_TYPES.flatMap((type) => this.idsOf(type)).filter(
      (id) =>
        JSON.stringify(this.resources[id]?.Properties['Roles'] ?? []).includes(`{"Ref":"${role}"}`) ||
        managed.includes(`{"Ref":"${id}"}`),
    );
    const documents = [
      ...attached.map((id) => this.resources[id]?.Properties['PolicyDocument']),
      ...inlineOf(this.resources[role]),
    ];
    return documents.map((document) => this.resolve(document) as PolicyDocument);
  }

  private resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, inner] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && key === 'Ref') return PSEUDO[String(inner)] ?? String(inner).toLowerCase();
    if (more.length === 0 && key === 'Fn::GetAtt') return this.attribute(...(inner as [string, string]));
    if (more.length === 0 && key === 'Fn::ImportValue') return this.import(String(inner));
    if (more.length === 0 && key === 'Fn::Join') {
      const [separator, parts] = inner as [string, readonly unknown[]];
      return parts.map((part) => String(this.resolve(part))).join(separator);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.resolve(one)]));
  }

  /** An ARN, or what a CfnJson holds, by which the CDK writes keys that are known at deployment only. */
  private attribute(id: string, name: string): unknown {
    if (name !== 'Value') return this.arn(id);
    return JSON.parse(String(this.resolve(this.resources[id]?.Properties['Value'])));
  }

  private import(name: string): unknown {
    for (const other of this.imported) {
      const output = other.outputs.find(({ Export }) => Export?.Name === name);
      if (output !== undefined) return other.resolve(output.Value);
    }
    throw new Error(`no template that was given exports ${name}`);
  }
}

function inlineOf(role: Resource | undefined): readonly unknown[] {
  const policies = (role?.Properties['Policies'] ?? []) as readonly { PolicyDocument: unknown }[];
  return policies.map(({ PolicyDocument }) => PolicyDocument);
}

function listOf(value: string | readonly string[] = []): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

interface TakeAway {
  readonly name: string;
  readonly without: readonly PolicyDocument[];
  /** Whether it can make a difference to a request. */
  readonly affected: (request: Request) => boolean;
}

function takeAways(policies: readonly PolicyDocument[]): readonly TakeAway[] {
  return policies.flatMap((policy) =>
    policy.Statement.flatMap((statement) => {
      const actions = listOf(statement.Action);
      const resources = listOf(statement.Resource);
      const instead = (left: Partial<Statement>) =>
        policies.map((one) => (one === policy ? replaced(policy, statement, left) : one));
      const fewerActions = actions.map((action) => ({
        name: `${action} on ${resources.join(', ')}`,
        without: instead({ Action: actions.filter((one) => one !== action) }),
        affected: (request: Request) => matches(action, request.action),
      }));
      const fewerResources = resources.map((resource) => ({
        name: `${resource} for ${actions.join(', ')}`,
        without: instead({ Resource: resources.filter((one) => one !== resource) }),
        affected: (request: Request) => actions.some((action) => matches(action, request.action)),
      }));
      return [...fewerActions, ...(resources.length > 1 ? fewerResources : [])];
    }),
  );
}

function replaced(policy: PolicyDocument, statement: Statement, left: Partial<Statement>): PolicyDocument {
  const statements = policy.Statement.map((one) => (one === statement ? { ...one, ...left } : one));
  return { ...policy, Statement: statements.filter(({ Action }) => Action.length > 0) };
}

function matches(pattern: string, action: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);
}

async function allowsAll(policies: readonly PolicyDocument[], requests: readonly Request[]): Promise<boolean> {
  for (const request of requests) if (!(await evaluate(policies, request))) return false;
  return true;
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
  if (result.resultType === 'error') throw new Error(`${request.action}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}

const ACCOUNT_KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};
