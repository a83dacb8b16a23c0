import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { RoleProps } from 'aws-cdk-lib/aws-iam';
import { on, RolePolicies } from '../../support/cdk/iam';

const [get, put] = ['s3:GetObject', 's3:PutObject'] as const;
const OBJECTS = 'arn:aws:s3:::given/*';
const NEEDED = on('arn:aws:s3:::given/x', [get]);

function statement(actions: string[], resources = [OBJECTS]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

function scene(props: (stack: Stack) => Partial<RoleProps> = () => ({})) {
  const stack = new Stack(new App(), 'Stack');
  const assumedBy = new ServicePrincipal('ec2.amazonaws.com');
  const role = new Role(stack, 'Role', { assumedBy, ...props(stack) });
  const policies = () => new RolePolicies(Template.fromStack(stack));
  return { role, stack, policies, id: stack.getLogicalId(role.node.defaultChild as never) };
}

const document = () => new PolicyDocument({ statements: [statement([get])] });

describe('the IAM simulator', () => {
  test.each<[string, (stack: Stack) => Partial<RoleProps>]>([
    ['inline', () => ({ inlinePolicies: { Inline: document() } })],
    [
      'managed, named by the role',
      (stack) => ({ managedPolicies: [new ManagedPolicy(stack, 'M', { document: document() })] }),
    ],
  ])('reads a policy that is %s', async (_, props) => {
    const { id, policies } = scene(props);
    expect(await policies().allows(id, NEEDED[0]!)).toBe(true);
    expect(policies().granted()).toMatchObject([{ actions: [get], resources: [OBJECTS] }]);
  });

  test('reads a managed policy that names the role', async () => {
    const { id, policies, role, stack } = scene();
    new ManagedPolicy(stack, 'M', { document: document(), roles: [role] });
    expect(await policies().allows(id, NEEDED[0]!)).toBe(true);
  });

  test('finds an action and a resource that are not needed', async () => {
    const { id, policies, role } = scene();
    role.addToPolicy(statement([get, put], [OBJECTS, 'arn:aws:s3:::other/*']));
    expect(await policies().superfluous(id, NEEDED)).toEqual([
      `${put} on ${OBJECTS}, arn:aws:s3:::other/*`,
      `arn:aws:s3:::other/* for ${get}, ${put}`,
    ]);
  });

  test('finds two statements that grant the same', async () => {
    const { id, policies, role } = scene();
    role.addToPolicy(statement([get]));
    role.addToPolicy(statement([get], ['arn:aws:s3:::given/x']));
    expect(await policies().superfluous(id, NEEDED)).toEqual([
      `${get} on ${OBJECTS}`,
      `${get} on arn:aws:s3:::given/x`,
    ]);
  });
});
