import type { KnownMessage } from './known-message';
import { CONTAINERD } from './messages/containerd';
import { CRAC } from './messages/crac';
import { CRIU_DUMP } from './messages/criu-dump';
import { CRIU_HOST } from './messages/criu-host';
import { CRIU_RESTORE } from './messages/criu-restore';
import { DOCKER } from './messages/docker';
import { JVM } from './messages/jvm';
import { KUBELET } from './messages/kubelet';
import { KUBERNETES } from './messages/kubernetes';
import { OPENJ9 } from './messages/openj9';
import { RUNC } from './messages/runc';
import { START } from './messages/start';

/** All that is known; an example of each is in test/fixtures/known-messages. */
export const KNOWN_MESSAGES: readonly KnownMessage[] = [
  ...CRIU_DUMP,
  ...CRIU_HOST,
  ...CRIU_RESTORE,
  ...CRAC,
  ...OPENJ9,
  ...JVM,
  ...RUNC,
  ...CONTAINERD,
  ...KUBELET,
  ...KUBERNETES,
  ...DOCKER,
  ...START,
];
