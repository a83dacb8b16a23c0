import { hear, requireOwnKeys } from '../../../../../stage/steps/gate/own-keys';
import type { PreparedCopy } from '../../../../../stage/copies/prepared-copy';
import { captureSpec } from '../../../../support/unit-capture-spec';
import { ASSEMBLED, contextOf } from '../../../../support/unit-context';
import { containerState } from '../../../../support/unit-containers';
import { failureOf } from '../../../../support/unit-failure';
import { exited } from '../../../../support/unit-runner';
import type { ScriptedRunner } from '../../../../support/unit-runner';

type Script = ConstructorParameters<typeof ScriptedRunner>[0];

const CAPTURED = 'ASIA00000000C0DE';
const COPY: PreparedCopy = {
  name: 'copy-2',
  from: 'an image',
  mode: 'restored',
  sandbox: { ...ASSEMBLED.sandbox, container: 'box' },
  container: 'copy',
};
const COMPANIONS = [
  { name: 'table', image: 'a:1', port: 8000 },
  { name: 'queue', image: 'b:1', port: 8000 },
];
const HEARING = { stderr: 'tcpdump: listening on eth0, link-type EN10MB (Ethernet)\n' };
const stream = (address: string, port: number, key: string) =>
  `/streams/010.000.000.009.40000-${address}.${String(port).padStart(5, '0')}:Credential=${key}\n`;

/** A container runtime in which a copy has sent the given data. */
const script = (sent: string, more: Script = {}): Script => ({
  'docker run --detach …': { stdout: 'ear\n' },
  'docker logs ear': HEARING,
  'docker network inspect …': { stdout: '10.0.0.1\n' },
  'docker exec ear /bin/bash -c echo …': {},
  'docker exec ear /bin/sh -c grep …': { stdout: '1\n' },
  'docker exec ear /bin/bash -o pipefail …': { stdout: sent },
  'docker exec ear getent ahostsv4 table': { stdout: '10.0.0.2    STREAM table\n10.0.0.2    DGRAM\n' },
  'docker exec ear getent ahostsv4 queue': { stdout: '10.0.0.33   STREAM queue\n' },
  ...more,
});

async function check(answers: Script, companions: readonly object[] = COMPANIONS) {
  const context = contextOf({ spec: captureSpec({ companions }), script: answers });
  const heard = await hear(context, 'network', [COPY]);
  for (const copy of heard) await requireOwnKeys(context, CAPTURED, copy);
  return heard;
}

describe('the keys of copies', () => {
  test('may be their own', async () => {
    const heard = await check(script(stream('010.000.000.002', 8000, 'ASIA1111111111111111')));
    expect(heard.map(({ listener }) => listener.container)).toEqual(['ear']);
  });

  test('may not be used at all', async () => {
    await check(script(''));
  });

  test('are not recorded without companions', async () => {
    expect(await check({}, [])).toEqual([]);
  });

  const message = (to: string) =>
    `copy-2 restored from the pushed image signs what it sends to ${to} with the access key of the capture, ASIA…C0DE: an AWS client kept its credentials`;

  test.each([
    ['the companion by its address', stream('010.000.000.033', 8000, CAPTURED), 'companion queue'],
    ['another address', stream('010.000.000.044', 8000, CAPTURED), '10.0.0.44:8000'],
    ['another port', stream('010.000.000.002', 443, CAPTURED), '10.0.0.2:443'],
  ])('must not be those of the capture, and %s is named', async (_, sent, to) => {
    const own = stream('010.000.000.002', 8000, 'ASIA1111111111111111');
    expect(await failureOf(check(script(own + sent)))).toEqual({
      code: 'credentials-kept',
      message: message(to),
      remedy:
        'close the client in `beforeCheckpoint` of an org.crac hook and build a new one, with a new credentials provider, in `afterRestore`; with Spring in `stop()` and `start()` of a SmartLifecycle bean; nothing was released',
    });
  });

  test('are not attributed to a companion that has ended', async () => {
    const gone = { 'docker exec ear getent ahostsv4 table': exited(2, '') };
    const sent = stream('010.000.000.033', 8000, CAPTURED);
    expect((await failureOf(check(script(sent, gone)))).message).toBe(message('companion queue'));
  });

  describe('that cannot be recorded', () => {
    const remedy = 'allow containers the capability NET_RAW; nothing was released';

    test('fail when recording is not allowed', async () => {
      const state = containerState({ Running: false, ExitCode: 1 });
      const denied = {
        'docker logs ear': { stderr: "You don't have permission\n" },
        'docker container inspect ear': state,
      };
      expect(await failureOf(check(script('', denied)))).toEqual({
        code: 'gate-failed',
        message: "what a restored copy sends could not be recorded: tcpdump ended: You don't have permission",
        remedy,
      });
    });

    test('fail when the last packet is not recorded in time', async () => {
      let now = 0;
      const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 6000));
      const late = { 'docker exec ear /bin/sh -c grep …': { stdout: '0\n' } };
      expect(await failureOf(check(script('', late)))).toEqual({
        code: 'gate-failed',
        message: 'what a restored copy sends could not be recorded: not after 10 s; last seen: not what was sent last',
        remedy,
      });
      clock.mockRestore();
    });
  });

  test('are recorded in the network of the copy, without the service’s own responses', async () => {
    let argv: readonly string[] = [];
    const seen: Script = { 'docker run --detach …': (given) => ((argv = given), { stdout: 'ear\n' }) };
    await check({ ...script(''), ...seen });
    expect(argv.slice(argv.indexOf('--network'))).toEqual([
      ...['--network', 'container:box', '--cap-add', 'NET_RAW', '--entrypoint', 'tcpdump', 'tools:1'],
      ...['-i', 'eth0', '-Q', 'out', '--immediate-mode', '-U', '-B', '16384', '-Z', 'root', '-w', '/sent.pcap'],
      '(tcp and not src port 8080) or (udp and dst port 9)',
    ]);
  });
});
