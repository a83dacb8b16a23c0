/**
 * Every way a run can fail, with its exit code. Codes are grouped by where the fix is made: 3 the capture spec, 4 the
 * machine, 6 to 8 the service, 9 the engine, 10 the checkpoint, 11 the registry and the
 * stores, 13 the cluster, 14 what a log says, 15 the stack that runs a release.
 */
export const FAILURES = {
  usage: { exitCode: 2, says: 'the command line cannot be understood' },
  'spec-invalid': { exitCode: 3, says: 'the capture spec is missing or not valid' },
  'image-unsuitable': { exitCode: 3, says: 'the service image lacks what a capture needs' },
  'machine-unsuitable': { exitCode: 4, says: 'the machine has no container runtime and none can be set up' },
  'host-unsuitable': { exitCode: 4, says: 'the capture host has another kernel or CPU than engine and CPU class need' },
  'container-runtime-unavailable': { exitCode: 4, says: 'the container runtime does not answer' },
  'runtime-layer-missing': { exitCode: 4, says: 'the package with the runtime layer is missing or damaged' },
  'port-taken': { exitCode: 4, says: 'a port that is needed is in use' },
  'disk-full': { exitCode: 4, says: 'there is no space left where the checkpoint is written' },
  'account-not-ready': { exitCode: 4, says: 'the AWS account lacks what a deployment needs' },
  'aws-unavailable': { exitCode: 4, says: 'AWS did not answer, or not in time' },
  'cluster-unavailable': { exitCode: 4, says: 'the Kubernetes cluster cannot be used' },
  declined: { exitCode: 5, says: 'the user did not agree to the changes to the machine' },
  'build-failed': { exitCode: 6, says: 'the service image could not be built' },
  'companion-failed': { exitCode: 7, says: 'a companion did not start or did not become ready' },
  'credentials-failed': { exitCode: 7, says: 'the service could not be given AWS credentials' },
  'service-exited': { exitCode: 7, says: 'the service ended while it was expected to run' },
  'service-not-ready': { exitCode: 7, says: 'the service did not become ready in time' },
  'warm-up-failed': { exitCode: 8, says: 'the warm-up had more failures than allowed' },
  'checkpoint-failed': { exitCode: 9, says: 'the engine could not write a checkpoint' },
  'hook-failed': {
    exitCode: 9,
    says: 'a hook of the service threw or hung, at the checkpoint or in the dry run before it',
  },
  'descriptor-open': { exitCode: 9, says: 'the service had a connection open that no rule allows' },
  'copied-state': { exitCode: 9, says: 'the service holds state that every restored copy would share' },
  'agent-refused': { exitCode: 9, says: 'the agent cannot work in the JVM of the service' },
  'secret-found': { exitCode: 10, says: 'what must not be in a checkpoint is in it' },
  'restore-failed': { exitCode: 10, says: 'a copy of the captured service was not restored, or was not ready in time' },
  'out-of-memory': { exitCode: 10, says: 'a copy did not fit into the memory of its pod' },
  'restore-slow': { exitCode: 10, says: 'restores took longer than the capture spec allows' },
  'credentials-kept': { exitCode: 10, says: 'a restored copy signed with the credentials of the capture' },
  'change-unseen': { exitCode: 10, says: 'a restored copy did not see what differs between the capture and its pod' },
  'stop-failed': { exitCode: 10, says: 'a restored copy did not end on SIGTERM as a cold start does' },
  'fallback-failed': { exitCode: 10, says: 'a cold start of the checkpoint image did not serve' },
  'gate-failed': { exitCode: 10, says: 'a restored copy did not behave like the captured service' },
  'copies-alike': { exitCode: 10, says: 'two restored copies gave out the same secret or identity' },
  'pod-failed': { exitCode: 13, says: 'the cluster refused a pod, or the pod did not become ready' },
  'release-not-found': { exitCode: 12, says: 'the repository has no such release' },
  'image-not-found': { exitCode: 12, says: 'the registry has no such image' },
  'signature-refused': { exitCode: 12, says: 'a release could not be signed, or has no signature of the key' },
  'release-refused': { exitCode: 15, says: 'a release does not keep what its stack expects of every release' },
  'stack-unusable': { exitCode: 15, says: 'the CloudFormation stack cannot be moved to another release' },
  'promotion-failed': { exitCode: 15, says: 'the stack was not moved to the release, and is back on what it had' },
  'publish-failed': { exitCode: 11, says: 'a release could not be published' },
  'revision-superseded': { exitCode: 11, says: 'the source is older than that of the newest release' },
  'prune-failed': { exitCode: 11, says: 'what nothing needs could not be removed' },
  'problem-found': { exitCode: 14, says: '`doctor` found a known problem in a log' },
  interrupted: { exitCode: 130, says: 'the run was interrupted' },
} as const;

export type FailureCode = keyof typeof FAILURES;

/** The exit code of every other error: a bug in this program. */
export const UNEXPECTED_EXIT_CODE = 1;
