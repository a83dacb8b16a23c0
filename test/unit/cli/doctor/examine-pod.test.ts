import { Readable } from 'node:stream';
import { doctorCommand } from '../../../../cli/commands/doctor';
import { commandAlone } from '../../../support/unit-command';
import { exited, json, ScriptedRunner } from '../../../support/unit-runner';
import type { Reply } from '../../../support/unit-runner';

const KUBECTL = 'kubectl --context here';
const POD = 'customers-64f9c';
const ASKED = '--output json --request-timeout 20s';
const RESTORED =
  '{"eks-crac":"start","event":"decided","mode":"restored","reason":"","ms":52.4,"engine":"criu","release":"v7","deadlineMs":3000}';
const COLD =
  '{"eks-crac":"start","event":"decided","mode":"cold","reason":"restore-failed","detail":"CRIU ended with status 1","ms":60.1,"engine":"criu","release":"v7","deadlineMs":3000}';
const MISSING =
  "(00.028144)    301: Error (criu/files-reg.c:2235): Can't open file tmp/data.bin on restore: No such file or directory";

interface Cluster {
  readonly status?: object;
  readonly events?: readonly object[];
  readonly log?: string;
  readonly previous?: string;
}

const container = (more: object = {}) => ({
  name: 'service',
  ready: true,
  restartCount: 0,
  state: { running: {} },
  ...more,
});
const condition = (status: string, message = '') => ({ type: 'Ready', status, message });

/** Runs `doctor --pod` on a pod of a cluster that answers so. */
function doctor(cluster: Cluster, ...options: readonly string[]) {
  const status = {
    phase: 'Running',
    conditions: [condition('True')],
    containerStatuses: [container()],
    ...cluster.status,
  };
  const logs = `${KUBECTL} logs ${POD} --namespace shop --container service --tail 5000`;
  const script: Record<string, Reply> = {
    'kubectl config get-contexts --output name': { stdout: 'here\n' },
    'kubectl config current-context': { stdout: 'here\n' },
    [`${KUBECTL} get pod ${POD} --namespace shop ${ASKED}`]: json({ metadata: { name: POD }, status }),
    [`${KUBECTL} get events --namespace shop --field-selector involvedObject.name=${POD} ${ASKED}`]: json({
      items: cluster.events ?? [],
    }),
    [logs]: cluster.log === undefined ? exited(1, 'container "service" is waiting to start') : { stdout: cluster.log },
    [`${logs} --previous`]: { stdout: cluster.previous ?? '' },
  };
  const tools = {
    runner: new ScriptedRunner(script),
    facts: () => Promise.reject(new Error('the machine was looked at')),
    input: Readable.from(['']),
  };
  return commandAlone(doctorCommand(tools), '--pod', POD, '--namespace', 'shop', ...options);
}

describe('`doctor --pod`', () => {
  test('says that a pod is ready, and in what time it was restored', async () => {
    const { exitCode, stdout } = await doctor({ log: `${RESTORED}\nStarted\n` });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: '✔ pod: Ready\n✔ container service: restored in 52.4 ms\n',
    });
  });

  test('says why a restore failed: the line of CRIU before the reason of `start`', async () => {
    const { exitCode, stdout } = await doctor({ log: `${MISSING}\n${COLD}\nStarted\n` });
    expect(exitCode).toBe(13);
    expect(stdout).toMatch(
      /^✔ pod: Ready\n✘ CRIU, container service: a file that the service had open or mapped is not there/,
    );
    expect(stdout).toMatch(/\n✘ start, container service: CRIU failed, or the JVM of `warp` or `crac` ended/);
  });

  test('reads the container that ended, and what the kubelet says of it', async () => {
    const ended = { terminated: { exitCode: 137, reason: 'OOMKilled', message: '' } };
    const waiting = {
      waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container=service pod=x' },
    };
    const { exitCode, stdout } = await doctor({
      status: {
        conditions: [condition('False', 'containers with unready status: [service]')],
        containerStatuses: [container({ ready: false, restartCount: 3, lastState: ended, state: waiting })],
      },
      log: '',
      previous: `${MISSING}\n`,
    });
    expect(exitCode).toBe(13);
    expect(stdout).toMatch(
      /^\? pod: Running, not Ready: containers with unready status: \[service\]\n {2}→ the findings below say why\n/,
    );
    expect(stdout).toMatch(
      /✘ the kubelet, state: the container used more memory than its limit\n {4}container service: terminated: OOMKilled, exit code 137\n/,
    );
    expect(stdout).toMatch(/✘ CRIU, previous container service: a file/);
  });

  test('reads the reason of a cold start from the message that the container left', async () => {
    const ended = {
      terminated: { exitCode: 1, reason: 'Error', message: `${COLD.replace('restore-failed', 'cpu')}\n` },
    };
    const { stdout } = await doctor({ status: { containerStatuses: [container({ lastState: ended })] }, log: '' });
    expect(stdout).toMatch(/✘ start, state: this CPU lacks a flag of the capture host's\n/);
  });

  test('reads warnings among the events of a pod without a node', async () => {
    const message = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
    const { exitCode, stdout } = await doctor({
      status: { phase: 'Pending', conditions: [], containerStatuses: [] },
      events: [
        { type: 'Normal', reason: 'Pulled', message: 'Back-off pulling image "of another time"' },
        { type: 'Warning', reason: 'FailedScheduling', message },
      ],
    });
    expect(exitCode).toBe(13);
    expect(stdout).toMatch(/✘ the control plane of Kubernetes, events: no node has the labels of the release/);
    expect(stdout).not.toContain('another time');
  });

  test('shows the last warning where nothing is known', async () => {
    const events = [{ type: 'Warning', reason: 'Odd', message: 'something else' }];
    const { exitCode, stdout } = await doctor({ status: { phase: 'Pending', conditions: [] }, events, log: '' });
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: '? pod: Pending, not Ready\n  → its last event: Odd: something else\n',
    });
  });

  test('prints one document with --json', async () => {
    const { stdout } = await doctor({ log: RESTORED }, '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ subject: 'pod', name: `shop/${POD}`, wrong: 0 },
      findings: [
        { title: 'pod', state: 'right', text: 'Ready' },
        { title: 'container service', state: 'right', text: 'restored in 52.4 ms' },
      ],
    });
  });
});

describe('`doctor --pod` fails', () => {
  const failing = (reply: Reply) => {
    const script: Record<string, Reply> = {
      'kubectl config get-contexts --output name': { stdout: 'here\n' },
      'kubectl config current-context': { stdout: 'here\n' },
      [`${KUBECTL} get pod …`]: reply,
    };
    const tools = {
      runner: new ScriptedRunner(script),
      facts: () => Promise.reject(new Error()),
      input: Readable.from(['']),
    };
    return commandAlone(doctorCommand(tools), '--pod', POD);
  };

  test('for a pod that does not exist', async () => {
    const { exitCode, stderr } = await failing(exited(1, `Error from server (NotFound): pods "${POD}" not found`));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`^error: there is no pod ${POD} in namespace default\\n`));
  });

  test('for a cluster that refuses', async () => {
    const { exitCode, stderr } = await failing(exited(1, 'Error from server (Forbidden): pods is forbidden'));
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(new RegExp(`^error: pod ${POD} could not be read: Error from server \\(Forbidden\\)`));
  });
});
