import { of } from '../known-message';

const GUIDE = 'https://docs.docker.com/engine/daemon/troubleshoot/';

/** What Docker's client, daemon and builder say. */
export const DOCKER = of('docker', [
  {
    id: 'docker-no-daemon',
    pattern: /Cannot connect to the Docker daemon|docker reaches no daemon/,
    cause: 'no Docker daemon runs where the client looks for it',
    remedy: 'start Docker, or run `eks-crac machine up`; check `DOCKER_HOST` and `docker context ls`',
    source: GUIDE,
  },
  {
    id: 'docker-permission',
    pattern: /permission denied while trying to connect to the (Docker daemon socket|docker API)/,
    cause: 'this user may not use the Docker daemon',
    remedy: 'add the user to the group `docker` and log in again',
    source: 'https://docs.docker.com/engine/install/linux-postinstall/',
  },
  {
    id: 'docker-capability',
    pattern: /unknown capability:? "?(CAP_)?CHECKPOINT_RESTORE|invalid capability: "?(CAP_)?CHECKPOINT_RESTORE/i,
    cause: 'the Docker daemon is older than 23 and does not know the capability CHECKPOINT_RESTORE',
    remedy: 'update Docker to 23 or newer, or use Podman 4.3 or newer with `EKS_CRAC_CONTAINER_RUNTIME=podman`',
    source: 'https://docs.docker.com/engine/release-notes/23.0/',
  },
  {
    id: 'docker-port',
    pattern: /port is already allocated|[Pp]orts are not available/,
    cause: 'a port of this machine is in use already',
    remedy: 'stop what uses it; `EKS_CRAC_REGISTRY_PORT` moves the registry of eks-crac',
    source: GUIDE,
  },
  {
    id: 'docker-rate',
    pattern: /toomanyrequests: /,
    cause: "Docker Hub's limit of pulls for this address is reached",
    remedy: 'log in, wait, or use the copies in `public.ecr.aws/docker/library`',
    source: 'https://docs.docker.com/docker-hub/usage/pulls/',
  },
  {
    id: 'docker-networks',
    pattern:
      /could not find an available, non-overlapping IPv4 address pool|all predefined address pools have been fully subnetted/,
    cause: 'Docker has no free range of addresses for another network',
    remedy:
      'remove networks that nothing uses with `docker network prune`, or add `default-address-pools` to its configuration',
    source: 'https://docs.docker.com/engine/network/',
  },
  {
    id: 'docker-platform',
    pattern: /no matching manifest for \S+ in the manifest list entries/,
    cause: 'the image does not exist for the architecture of this machine',
    remedy: 'choose another tag of the base image, or build on a machine of its architecture',
    source: 'https://github.com/moby/moby/issues/46765',
  },
  {
    id: 'docker-buildx',
    pattern: /the buildx component is missing or broken/,
    cause: 'Docker has no buildx, which builds the images',
    remedy: 'install `docker-buildx-plugin`, or `docker-buildx` in Debian',
    source: 'https://docs.docker.com/go/buildx/',
  },
  {
    id: 'docker-disk-full',
    pattern:
      /^(?!.*failed to (extract|unpack|register)).*(write|mkdir|copy file range|ResourceExhausted:?) .*: no space left on device/,
    cause: "the disk with the container runtime's images and volumes is full",
    remedy: 'free space there: `docker system df` shows what takes it, `docker builder prune` removes what builds left',
    source: 'https://docs.docker.com/engine/manage-resources/pruning/',
  },
]);
