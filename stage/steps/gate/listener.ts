import { randomUUID } from 'node:crypto';
import { lastLines, ProcessError } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import { waitUntil, WaitTimeout } from '../../../kit/wait';

const SENT = '/sent.pcap';
const STREAMS = '/streams';
/** Nothing listens on this port: what is sent there only marks a position in the recording. */
const DISCARD_PORT = 9;
const DEADLINE_MS = 10_000;
/** The exit code of `getent` for an unknown name. */
const UNKNOWN_NAME = 2;
/** What SigV4 puts before the scope, in a header as well as in a query. */
const SIGNED = 'Credential=[A-Za-z0-9]+';
const FOUND = /-((?:\d{3}\.){3}\d{3})\.(\d{5})[^/:]*:Credential=(\w+)$/;

/** An access key used in a signature, and the address the request was sent to. */
export interface HeardKey {
  readonly address: string;
  readonly port: number;
  readonly accessKey: string;
}

/**
 * Records what one copy sends, in the copy's network namespace. It is passive: a proxy would also have to handle ports
 * of a companion that the spec does not list, and traffic to addresses that are not looked up by name.
 */
export class Listener {
  private constructor(
    private readonly context: StageContext,
    private readonly network: string,
    public readonly container: string,
  ) {}

  /** Starts recording what a sandbox sends into the run's network, except the service's own responses. */
  public static async start(context: StageContext, network: string, sandbox: string): Promise<Listener> {
    const { containers, images, run, spec } = context;
    const container = await containers.run({
      image: images.tools,
      labels: run.labels,
      network: { kind: 'container', id: sandbox },
      addCapabilities: ['NET_RAW'],
      entrypoint: 'tcpdump',
      command: [
        ...['-i', 'eth0', '-Q', 'out', '--immediate-mode', '-U', '-B', '16384', '-Z', 'root', '-w', SENT],
        `(tcp and not src port ${spec.run.port}) or (udp and dst port ${DISCARD_PORT})`,
      ],
    });
    const listener = new Listener(context, network, container);
    await listener.awaitHearing();
    return listener;
  }

  /** Resolves a name inside the copy's network; undefined if it no longer exists. */
  public async addressOf(name: string): Promise<string | undefined> {
    try {
      const { stdout } = await this.context.containers.exec(this.container, ['getent', 'ahostsv4', name]);
      return stdout.split(/\s/)[0];
    } catch (error) {
      if (error instanceof ProcessError && error.exitCode === UNKNOWN_NAME) return undefined;
      throw error;
    }
  }

  /** Returns every access key used in a signature so far. `tcpflow` reassembles the TCP streams. */
  public async heardKeys(): Promise<readonly HeardKey[]> {
    await this.awaitSentSoFar();
    // grep exits with 1 when it finds nothing.
    const find = `tcpflow -r "$0" -o "$1" >&2 && { grep -raoE "$2" "$1" || [ $? -eq 1 ]; } | sort -u`;
    const argv = ['/bin/bash', '-o', 'pipefail', '-c', find, SENT, STREAMS, SIGNED];
    const { stdout } = await this.context.containers.exec(this.container, argv);
    return stdout.split('\n').flatMap((line) => {
      const [, octets, port, accessKey] = FOUND.exec(line) ?? [];
      if (octets === undefined || port === undefined || accessKey === undefined) return [];
      return [{ address: octets.split('.').map(Number).join('.'), port: Number(port), accessKey }];
    });
  }

  private async awaitHearing(): Promise<void> {
    const { containers } = this.context;
    await this.within(async () => {
      const { stderr } = await containers.logs(this.container);
      if (/^tcpdump: listening on /m.test(stderr)) return { found: true };
      const { running } = await containers.state(this.container);
      if (!running) throw deaf(`tcpdump ended: ${lastLines(stderr)}`);
      return { seen: 'no line of tcpdump' };
    });
  }

  /**
   * Waits until everything sent so far is recorded: packets arrive in order but delayed, so a recorded mark shows that
   * all before it was recorded too.
   */
  private async awaitSentSoFar(): Promise<void> {
    const { containers } = this.context;
    const address = await containers.gateway(this.network);
    const mark = randomUUID();
    const send = `echo "$0" >"/dev/udp/$1/${DISCARD_PORT}"`;
    await containers.exec(this.container, ['/bin/bash', '-c', send, mark, address]);
    await this.within(async () => {
      const count = ['/bin/sh', '-c', 'grep -ac "$0" "$1" || [ $? -eq 1 ]', mark, SENT];
      const heard = (await containers.exec(this.container, count)).stdout.trim();
      return heard === '0' ? { seen: 'not what was sent last' } : { found: true };
    });
  }

  private async within(probe: () => Promise<{ found: true } | { seen: string }>): Promise<void> {
    try {
      await waitUntil<true>({ timeoutMs: DEADLINE_MS, intervalMs: 20, signal: this.context.signal }, probe);
    } catch (error) {
      if (error instanceof WaitTimeout) throw deaf(error.message);
      throw error;
    }
  }
}

function deaf(what: string): Failure {
  return new Failure(
    'gate-failed',
    `what a restored copy sends could not be recorded: ${what}`,
    'allow containers the capability NET_RAW; nothing was released',
  );
}
