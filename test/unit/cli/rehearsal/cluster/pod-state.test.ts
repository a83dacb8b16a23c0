import { describePod, podSchema, requireAlive } from '../../../../../cli/rehearsal/cluster/pod-state';
import { failureOf } from '../../../../support/unit-failure';

const pod = (status: object) => podSchema.parse({ metadata: { name: 'customers-1', uid: '1' }, status });
const container = (state: object) => pod({ containerStatuses: [{ state }] });
const checked = (state: ReturnType<typeof pod>) => failureOf(() => requireAlive(state, 'customers'));

describe('the state of a pod', () => {
  test('is no failure while the pod only takes its time', () => {
    expect(() => requireAlive(container({ waiting: { reason: 'ContainerCreating' } }), 'customers')).not.toThrow();
    expect(() => requireAlive(pod({}), 'customers')).not.toThrow();
    const completed = { terminated: { reason: 'Completed', exitCode: 0 } };
    expect(() => requireAlive(container(completed), 'customers')).not.toThrow();
  });

  test.each([
    [
      'an image that cannot be had',
      container({ waiting: { reason: 'ErrImagePull', message: 'dial tcp: connection refused' } }),
      'a pod of customers cannot start: ErrImagePull: dial tcp: connection refused',
      'the nodes must reach the repository of the release: set `publish.repository` in the capture spec to one that they can pull from',
    ],
    [
      'a service that took more memory than it may',
      pod({ containerStatuses: [{ state: {}, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } }] }),
      'a pod of customers ended: OOMKilled, exit code 137',
      'capture with more `run.memoryMiB`: the limit in the cluster is the one of the capture',
    ],
    [
      'a service that ended',
      container({ terminated: { reason: 'Error', exitCode: 1 } }),
      'a pod of customers ended: Error, exit code 1',
      "the service's own output says why: start it as docs/troubleshooting.md shows under Look closer",
    ],
    [
      'a node without room',
      pod({ phase: 'Failed', reason: 'OutOfcpu', message: 'Node has no room' }),
      'a pod of customers was turned away by its node: OutOfcpu: Node has no room',
      'make room on the nodes, or rehearse on another cluster',
    ],
  ])('is a failure at once: %s', async (_, state, message, remedy) => {
    expect(await checked(state)).toEqual({ code: 'pod-failed', message, remedy });
  });

  test('is described for a pod that is not ready', () => {
    const scheduled = { type: 'PodScheduled', status: 'True' };
    expect(describePod(undefined)).toBe('there is no pod');
    expect(describePod(pod({}))).toBe('the scheduler has not looked at it');
    const words = '0/1 nodes are available';
    expect(describePod(pod({ conditions: [{ type: 'PodScheduled', status: 'False', message: words }] }))).toBe(words);
    expect(describePod(pod({ conditions: [scheduled] }))).toBe('the pod is not ready');
  });
});
