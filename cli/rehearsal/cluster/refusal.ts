import { Failure } from '../../../kit/report/failure';

interface Remedy {
  readonly words: RegExp;
  readonly remedy: string;
}

/** Remedies by the message of an API server or policy; the first match is used. */
const REMEDIES: readonly Remedy[] = [
  {
    words: /cannot \w+ resource/,
    remedy: 'ask the administrator of the cluster for that right, or select another context with --kube-context',
  },
  { words: /already exists/, remedy: 'run it again: each run uses a new namespace' },
  { words: /exceeded quota|must specify/, remedy: 'raise the quota, or rehearse on another cluster' },
  {
    words: /(maximum|minimum) \S+ usage per|limit to request ratio/,
    remedy: 'change the LimitRange, or `run.cpu` and `run.memoryMiB` of the capture spec',
  },
  {
    words: /no matches for kind|could not find the requested resource|strict decoding error/,
    remedy: 'rehearse on a newer cluster: this one does not serve that version of the API',
  },
  {
    words: /forbidden|denied/i,
    remedy:
      'ask the administrator of the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs',
  },
];

/** Builds the failure of a rejected request. The cluster's own message comes first, because users search for it. */
export function refusal(context: string, what: string, words: string, cause?: unknown): Failure {
  const known = REMEDIES.find((each) => each.words.test(words));
  return new Failure(
    'pod-failed',
    `the cluster of context ${context} refused ${what}: ${words}`,
    known?.remedy ?? 'see docs/workload.md for what the pods need',
    { cause },
  );
}
