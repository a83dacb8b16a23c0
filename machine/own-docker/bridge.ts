import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { readIfThere } from '../files';

/** Networks that may be free, the least used in companies first; the last is reserved for tests of network devices. */
const CANDIDATES = ['10.213', '10.214', '172.29', '172.30', '192.168', '198.18', '198.19'];

/** The address range of our own containers: the bridge has its first 256 addresses, further networks its upper half. */
export interface AddressRange {
  readonly gateway: string;
  readonly pool: string;
}

export interface Route {
  readonly device: string;
  readonly network: number;
  readonly mask: number;
}

/**
 * A name of its own for each state folder: Docker's usual docker0 may belong to another daemon, which would lose its
 * address. Interface names have at most 15 characters.
 */
export function bridgeName(stateDir: string): string {
  return `eks-crac-${createHash('sha256').update(stateDir).digest('hex').slice(0, 6)}`;
}

export function addressRange(prefix: string): AddressRange {
  return { gateway: `${prefix}.0.1/24`, pool: `${prefix}.128.0/17` };
}

/** The first range that no route of the machine touches, the default route aside. */
export function freePrefix(routes: readonly Route[]): string {
  const specific = routes.filter((route) => route.mask !== 0);
  const free = CANDIDATES.find((prefix) => {
    const network = toNumber(`${prefix}.0.0`);
    return !specific.some((route) => overlap(network, 0xffff0000, route.network, route.mask));
  });
  if (free !== undefined) return free;
  const text = `every network for containers is routed elsewhere: ${CANDIDATES.map((prefix) => `${prefix}.0.0/16`).join(', ')}`;
  throw new Failure('machine-unsuitable', text, 'start a Docker daemon of your own with a network that is free');
}

/** The kernel's table of IPv4 routes: columns of hexadecimal numbers whose bytes are in the machine's own order. */
export function parseRoutes(table: string): readonly Route[] {
  const rows = table.trim().split('\n').slice(1);
  return rows.map((row) => {
    const [device = '', network = '', , , , , , mask = ''] = row.split(/\s+/);
    return { device, network: swapped(network), mask: swapped(mask) };
  });
}

export async function routes(): Promise<readonly Route[]> {
  return parseRoutes(await readFile('/proc/net/route', 'utf8'));
}

/** The largest packet that leaves this machine; 1500 when it has no default route. */
export async function outgoingMtu(table: readonly Route[]): Promise<number> {
  const device = table.find((route) => route.mask === 0)?.device;
  const text = device === undefined ? undefined : await readIfThere(`/sys/class/net/${device}/mtu`);
  return text === undefined ? 1500 : Number(text);
}

export async function bridgeExists(name: string): Promise<boolean> {
  return (await readIfThere(`/sys/class/net/${name}/address`)) !== undefined;
}

/** Creates the bridge afresh, so that it has exactly this address. */
export async function createBridge(
  runner: ProcessRunner,
  busybox: string,
  name: string,
  range: AddressRange,
): Promise<void> {
  await removeBridge(runner, busybox, name);
  await runner.run([busybox, 'ip', 'link', 'add', 'name', name, 'type', 'bridge']);
  await runner.run([busybox, 'ip', 'address', 'add', range.gateway, 'dev', name]);
  await runner.run([busybox, 'ip', 'link', 'set', name, 'up']);
}

export async function removeBridge(runner: ProcessRunner, busybox: string, name: string): Promise<void> {
  if (await bridgeExists(name)) await runner.run([busybox, 'ip', 'link', 'delete', name]);
}

function overlap(network: number, mask: number, otherNetwork: number, otherMask: number): boolean {
  const common = mask & otherMask;
  return (network & common) === (otherNetwork & common);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function swapped(hexadecimal: string): number {
  return Buffer.from(hexadecimal, 'hex').readUInt32LE();
}
