import { of } from '../known-message';

/** What containerd says when it cannot get or unpack an image. */
export const CONTAINERD = of('containerd', [
  {
    id: 'containerd-platform',
    pattern: /no match for (current )?platform/,
    cause: 'the image exists, and not for the architecture of this node',
    remedy: 'run on nodes of the architecture of the record (`host.architecture`), or capture there',
    source: 'https://github.com/containerd/containerd/issues/5190',
  },
  {
    id: 'containerd-no-image',
    pattern: /failed to resolve (reference|image) .*: not found/,
    cause: 'the registry has no such image: another repository, or something has deleted the digest',
    remedy: 'deploy the digests of the record; no lifecycle rule may match a release',
    source: 'https://github.com/containerd/containerd/blob/main/core/remotes/docker/resolver.go',
  },
  {
    id: 'containerd-login',
    pattern:
      /failed to authorize: failed to fetch (anonymous|oauth) token|pull access denied for|unexpected status.*: 401 Unauthorized|no basic auth credentials/,
    cause: 'the registry wants a login that the node does not have',
    remedy: "give the node's role the right to pull (`AmazonEC2ContainerRegistryPullOnly`), or set `imagePullSecrets`",
    source: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_EKS.html',
  },
  {
    id: 'containerd-unpack-full',
    pattern: /failed to (extract layer|unpack image|register layer).*no space left on device/,
    cause: 'the disk of the node is full: an image with a checkpoint needs its size twice while it is unpacked',
    remedy: 'give the nodes larger disks, or remove images that no pod uses',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/',
  },
  {
    id: 'containerd-user-mapping',
    pattern: /container ID \d+ cannot be mapped to a host ID/,
    cause: 'a file or user of the image has a number that the user namespace of the pod does not have',
    remedy: 'use numbers below 65536 in the image, or set `hostUsers` of the workload to true',
    source: 'https://github.com/containerd/containerd/issues/12329',
  },
  {
    id: 'containerd-plain-http',
    pattern: /server gave HTTP response to HTTPS client/,
    cause: 'the registry speaks plain HTTP, and the container runtime expects TLS',
    remedy: 'use a registry with TLS, or configure this one as plain HTTP on every node; `localhost` is by default',
    source: 'https://github.com/containerd/containerd/blob/main/docs/hosts.md',
  },
  {
    id: 'containerd-certificate',
    pattern: /x509: certificate signed by unknown authority/,
    cause: 'the container runtime does not trust the certificate of the registry, or of a proxy before it',
    remedy: 'add the authority to the trusted certificates of the machine, and restart the container runtime',
    source: 'https://docs.docker.com/engine/security/certificates/',
  },
]);
