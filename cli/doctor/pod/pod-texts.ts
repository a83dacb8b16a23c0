import type { ContainerStatus, PodFacts } from './pod-facts';

/** The state of a pod as lines, in the words of the kubelet. */
export function stateLines({ status }: PodFacts['pod']): readonly string[] {
  const { conditions, containerStatuses, initContainerStatuses, message, reason } = status;
  return [
    ...(reason === '' && message === '' ? [] : [`${reason}: ${message}`]),
    ...conditions.filter((condition) => condition.status !== 'True').map((condition) => condition.message),
    ...[...initContainerStatuses, ...containerStatuses].flatMap(linesOf),
  ].flatMap((text) => text.split('\n'));
}

function linesOf({ lastState, name, state }: ContainerStatus): readonly string[] {
  const ends = [lastState.terminated, state.terminated].flatMap((end) =>
    end === undefined || end.exitCode === 0
      ? []
      : [`container ${name}: terminated: ${end.reason}, exit code ${end.exitCode}`, end.message],
  );
  const wait = state.waiting;
  return [...ends, ...(wait === undefined ? [] : [`container ${name}: waiting: ${wait.reason}: ${wait.message}`])];
}
