import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ProcessRunner } from '../../../kit/process';
import { CONTEXT, NODE } from './folders';

/** Who speaks to the API server, with what the server's own roles call them. */
const USERS = {
  admin: { user: 'admin', group: 'system:masters' },
  'kube-controller-manager': { user: 'system:kube-controller-manager', group: '' },
  'kube-scheduler': { user: 'system:kube-scheduler', group: '' },
  'kube-proxy': { user: 'system:kube-proxy', group: '' },
  coredns: { user: 'coredns', group: '' },
  kubelet: { user: `system:node:${NODE}`, group: 'system:nodes' },
} as const;

export type ClusterUser = keyof typeof USERS;

/** Keys and tokens that are made with the cluster and are worth nothing without it. */
export class Credentials {
  public readonly folder: string;
  public readonly tokens: string;
  public readonly signingKey: string;
  public readonly signingPublicKey: string;
  /** With which the API server shows itself to the kubelet. */
  public readonly kubeletClient: { readonly certificate: string; readonly key: string };

  public constructor(state: string) {
    this.folder = join(state, 'credentials');
    this.tokens = join(this.folder, 'tokens.csv');
    this.signingKey = join(this.folder, 'service-accounts.key');
    this.signingPublicKey = join(this.folder, 'service-accounts.pub');
    const client = join(this.folder, 'kubelet-client');
    this.kubeletClient = { certificate: `${client}.crt`, key: `${client}.key` };
  }

  public kubeconfig(user: ClusterUser): string {
    return join(this.folder, `${user}.kubeconfig`);
  }

  /** `api` is the API server's address, `authority` the file of the certificate that it will make for itself. */
  public async create(runner: ProcessRunner, api: string, authority: string, admin: string): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const lines: string[] = [];
    for (const [name, { group, user }] of Object.entries(USERS)) {
      const token = randomBytes(24).toString('hex');
      lines.push([token, user, user, ...(group === '' ? [] : [group])].join(','));
      const file = name === 'admin' ? admin : this.kubeconfig(name as ClusterUser);
      await writeFile(file, kubeconfig(api, authority, name, token), { mode: 0o600 });
    }
    await writeFile(this.tokens, `${lines.join('\n')}\n`, { mode: 0o600 });
    await this.createSigningKey();
    const { certificate, key } = this.kubeletClient;
    await runner.run([
      ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '30', '-subj', '/O=system:masters/CN=kube-apiserver', '-addext', 'extendedKeyUsage=clientAuth'],
      ...['-out', certificate, '-keyout', key],
    ]);
  }

  private async createSigningKey(): Promise<void> {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await writeFile(this.signingKey, privateKey, { mode: 0o600 });
    await writeFile(this.signingPublicKey, publicKey);
  }
}

function kubeconfig(api: string, authority: string, user: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: CONTEXT, cluster: { server: api, 'certificate-authority': authority } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user } }],
    'current-context': CONTEXT,
  });
}
