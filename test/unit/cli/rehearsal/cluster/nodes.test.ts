import { Kubectl } from '../../../../../cli/rehearsal/cluster/kubectl';
import { fittingNodes } from '../../../../../cli/rehearsal/cluster/nodes';
import { failureOf } from '../../../../support/unit-failure';
import { RECORD } from '../../../../support/unit-release-record';
import { json, ScriptedRunner } from '../../../../support/unit-runner';

const NODE = {
  metadata: {
    name: 'one',
    labels: { 'node.kubernetes.io/instance-type': 'm7a.large', 'eks-crac.io/cpu-class': 'm7a' },
  },
  spec: {},
  status: { nodeInfo: { architecture: 'amd64' }, conditions: [{ type: 'Ready', status: 'True' }] },
};
const named = (name: string, change: object = {}) => ({ ...NODE, metadata: { ...NODE.metadata, name }, ...change });
const arm = { status: { ...NODE.status, nodeInfo: { architecture: 'arm64' } } };

const record = (cpuClass: string) => ({
  ...RECORD,
  host: { ...RECORD.host, architecture: 'amd64' as const, cpuClass },
});

async function names(cpuClass: string, ...items: object[]): Promise<readonly string[]> {
  const kubectl = new Kubectl(new ScriptedRunner({ 'kubectl --context dev get nodes…': json({ items }) }), 'dev');
  return (await fittingNodes(kubectl, record(cpuClass))).map(({ name }) => name);
}

describe('fitting nodes', () => {
  test('accept pods of the architecture, one node of each type', async () => {
    const bare = { metadata: { name: 'bare' } };
    const cordoned = named('cordoned', { spec: { unschedulable: true } });
    const tainted = named('tainted', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } });
    const away = named('away', { status: { ...NODE.status, conditions: [{ type: 'Ready', status: 'Unknown' }] } });
    const nodes = [cordoned, tainted, away, named('one'), named('two'), named('bare', bare), named('arm', arm)];
    expect(await names('local', ...nodes)).toEqual(['one', 'bare']);
  });

  test('have the label of the CPU class, unless the release was captured without one', async () => {
    const bare = { ...NODE, metadata: { name: 'bare' } };
    expect(await names('m7a', named('one'), bare)).toEqual(['one']);
    // A node may still be created for the pod.
    expect(await names('m7i', named('one'), bare)).toEqual([]);
  });

  test('are missing if all nodes have another architecture, and both are named', async () => {
    expect(await failureOf(names('local', named('one', arm), named('two', arm)))).toEqual({
      code: 'cluster-unavailable',
      message: 'the release was captured on amd64, and the nodes of context dev are: arm64',
      remedy: 'rehearse on a cluster with such nodes, or on a machine of their architecture',
    });
  });
});
