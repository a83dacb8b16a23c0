import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { Kubectl } from './kubectl';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Kubeconfig {
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[];
}

/** Somebody who may do in the cluster what the rules say, and nothing else. */
export class LimitedUser {
  private constructor(
    private readonly kubectl: Kubectl,
    private readonly name: string,
    private readonly token: string,
  ) {}

  public static async create(kubectl: Kubectl, rules: readonly Rule[]): Promise<LimitedUser> {
    const name = `limited-${randomBytes(4).toString('hex')}`;
    const rbac = 'rbac.authorization.k8s.io';
    const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }];
    const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name };
    await kubectl.apply([
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
      { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
      { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name }, subjects, roleRef },
    ]);
    const { stdout } = await kubectl.run(['create', 'token', name, '--namespace', 'default']);
    return new LimitedUser(kubectl, name, stdout.trim());
  }

  /** Writes a kubeconfig like the cluster's own, with this user's token. */
  public writeKubeconfig(file: string): void {
    const known = parse(readFileSync(this.kubectl.access.kubeconfig, 'utf8')) as Kubeconfig;
    const users = known.users.map(({ name }) => ({ name, user: { token: this.token } }));
    writeFileSync(file, stringify({ ...known, users }), { mode: 0o600 });
  }

  public async remove(): Promise<void> {
    await this.kubectl.run(['delete', 'serviceaccount', this.name, '--namespace', 'default']);
    await this.kubectl.run(['delete', 'clusterrole,clusterrolebinding', this.name]);
  }
}
