import { join } from 'node:path';
import type { Credentials } from './credentials';
import type { DaemonOptions } from './daemon';
import type { Addresses } from './network';

export interface ControlPlaneOptions {
  readonly state: string;
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  readonly ports: { readonly api: number; readonly etcd: number; readonly peer: number };
  readonly program: (name: string) => string;
}

/** The certificate that the API server makes for itself, which holds its authority as well. */
export function apiCertificate(state: string): string {
  return join(state, 'apiserver', 'apiserver.crt');
}

export function etcd({ ports, program, state }: ControlPlaneOptions): DaemonOptions {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  const argv = [
    program('etcd'),
    `--data-dir=${join(state, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // What it holds is deleted with the cluster.
    '--unsafe-no-fsync',
  ];
  return { name: 'etcd', argv };
}

export function apiServer({ addresses, credentials, ports, program, state }: ControlPlaneOptions): DaemonOptions {
  const argv = [
    program('kube-apiserver'),
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    `--advertise-address=${addresses.node}`,
    '--endpoint-reconciler-type=none',
    `--service-cluster-ip-range=${addresses.services}`,
    `--cert-dir=${join(state, 'apiserver')}`,
    `--token-auth-file=${credentials.tokens}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${credentials.signingPublicKey}`,
    `--service-account-signing-key-file=${credentials.signingKey}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${credentials.kubeletClient.certificate}`,
    `--kubelet-client-key=${credentials.kubeletClient.key}`,
    // The Pod Identity webhook's part is a policy here.
    '--feature-gates=MutatingAdmissionPolicy=true',
    '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
  ];
  return { name: 'kube-apiserver', argv };
}

export function controllerManager({ credentials, program, state }: ControlPlaneOptions): DaemonOptions {
  const argv = [
    program('kube-controller-manager'),
    `--kubeconfig=${credentials.kubeconfig('kube-controller-manager')}`,
    '--use-service-account-credentials',
    `--service-account-private-key-file=${credentials.signingKey}`,
    `--root-ca-file=${apiCertificate(state)}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
  return { name: 'kube-controller-manager', argv };
}

export function scheduler({ credentials, program }: ControlPlaneOptions): DaemonOptions {
  const argv = [
    program('kube-scheduler'),
    `--kubeconfig=${credentials.kubeconfig('kube-scheduler')}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
  return { name: 'kube-scheduler', argv };
}
