import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Credentials } from './credentials';
import type { DaemonOptions } from './daemon';
import type { DebianPrograms } from './debian-programs';
import { NODE } from './folders';
import { CLUSTER_DOMAIN, COREFILE, corefile } from './name-service';
import { PAUSE_IMAGE } from './pause-image';
import type { Addresses } from './network';

export interface NodeOptions {
  readonly state: string;
  readonly runtime: string;
  readonly addresses: Addresses;
  readonly credentials: Credentials;
  readonly debian: DebianPrograms;
  readonly program: (name: string) => string;
  /** Host and port of the registry of this machine. */
  readonly registry: string;
  readonly path: string;
}

export function containerdSocket(state: string): string {
  return join(state, 'containerd.sock');
}

/** Writes what the node's processes read. */
export async function configureNode(options: NodeOptions): Promise<void> {
  const { addresses, credentials, registry, state } = options;
  const files: Readonly<Record<string, string>> = {
    'containerd.toml': containerdConfig(options),
    'kubelet.yaml': stringify(kubeletConfig(options)),
    'kube-proxy.yaml': stringify(proxyConfig(options)),
    [COREFILE]: corefile(addresses.node, credentials.kubeconfig('coredns')),
    'cni/10-bridge.conflist': JSON.stringify(networkConfig(state, addresses)),
    [`registries/${registry}/hosts.toml`]: `server = "http://${registry}"\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(state, name, '..'), { recursive: true });
    await writeFile(join(state, name), content);
  }
}

export function containerd({ debian, path, state }: NodeOptions): DaemonOptions {
  const argv = [debian.path('containerd'), '--config', join(state, 'containerd.toml')];
  return { name: 'containerd', argv, env: { PATH: `${debian.bin}:${path}` } };
}

export function kubelet({ addresses, credentials, program, state }: NodeOptions): DaemonOptions {
  const argv = [
    program('kubelet'),
    `--config=${join(state, 'kubelet.yaml')}`,
    `--kubeconfig=${credentials.kubeconfig('kubelet')}`,
    `--root-dir=${join(state, 'kubelet')}`,
    `--cert-dir=${join(state, 'kubelet', 'pki')}`,
    `--hostname-override=${NODE}`,
    `--node-ip=${addresses.node}`,
  ];
  return { name: 'kubelet', argv };
}

export async function proxy({ debian, path, program, state }: NodeOptions): Promise<DaemonOptions> {
  const argv = [program('kube-proxy'), `--config=${join(state, 'kube-proxy.yaml')}`];
  return { name: 'kube-proxy', argv, env: { PATH: `${debian.bin}:${path}`, ...(await debian.libraries()) } };
}

function containerdConfig({ debian, runtime, state }: NodeOptions): string {
  return `version = 3
root = "${join(state, 'containerd')}"
state = "${runtime}"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
  address = "${containerdSocket(state)}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(state, 'opt')}"
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "overlayfs"
  [plugins."io.containerd.cri.v1.images".pinned_images]
    sandbox = "${PAUSE_IMAGE}"
  [plugins."io.containerd.cri.v1.images".registry]
    config_path = "${join(state, 'registries')}"
[plugins."io.containerd.cri.v1.runtime"]
  # Without CAP_SYS_RESOURCE a process may only be made likelier to be killed, never less likely.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["${debian.networkPlugins}"]
    conf_dir = "${join(state, 'cni')}"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "${debian.path('runc')}"
      SystemdCgroup = false
`;
}

function kubeletConfig({ addresses, credentials, state }: NodeOptions): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: addresses.node,
    clusterDNS: [addresses.node],
    clusterDomain: CLUSTER_DOMAIN,
    healthzPort: 0,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: credentials.kubeletClient.certificate },
    },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${containerdSocket(state)}`,
    podLogsDir: join(state, 'pod-logs'),
    volumePluginDir: join(state, 'volume-plugins'),
    cgroupDriver: 'cgroupfs',
    // This machine may have the first version alone, which is refused from 1.35 on.
    failCgroupV1: false,
    enforceNodeAllocatable: [],
    oomScoreAdj: 0,
    failSwapOn: false,
    localStorageCapacityIsolation: false,
    serializeImagePulls: false,
    // The disk is the machine's: how full it is says nothing about these pods.
    evictionHard: { 'memory.available': '100Mi' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
  };
}

function proxyConfig({ addresses, credentials }: NodeOptions): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: credentials.kubeconfig('kube-proxy') },
    clusterCIDR: addresses.pods,
    hostnameOverride: NODE,
    healthzBindAddress: `${addresses.node}:10256`,
    metricsBindAddress: `${addresses.node}:10249`,
    // The machine's own table of connections is left as it is.
    conntrack: { maxPerCore: 0 },
  };
}

function networkConfig(state: string, { bridge, mtu, node, pods }: Addresses): object {
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: pods, gateway: node }]],
    routes: [{ dst: '0.0.0.0/0' }],
    dataDir: join(state, 'addresses'),
  };
  return {
    cniVersion: '1.0.0',
    name: 'eks-crac-test',
    plugins: [{ type: 'bridge', bridge, mtu, isGateway: true, ipMasq: false, hairpinMode: true, ipam }],
  };
}
