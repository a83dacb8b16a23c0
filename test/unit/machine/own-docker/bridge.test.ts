import { bridgeName, freePrefix, parseRoutes } from '../../../../machine/own-docker/bridge';

const TABLE = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
eth0	00000000	010200C0	0003	0	0	0	00000000	0	0	0
docker0	000011AC	00000000	0001	0	0	0	0000FFFF	0	0	0
eth0	000200C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
`;

function route(network: string, mask: string) {
  const [number = 0, bits = 0] = [network, mask].map((text) => Buffer.from(text.split('.').map(Number)).readUInt32BE());
  return { device: 'tun0', network: number, mask: bits };
}

test("reads the kernel's table of routes", () => {
  expect(parseRoutes(TABLE)).toEqual([
    { ...route('0.0.0.0', '0.0.0.0'), device: 'eth0' },
    { ...route('172.17.0.0', '255.255.0.0'), device: 'docker0' },
    { ...route('192.0.2.0', '255.255.255.0'), device: 'eth0' },
  ]);
});

test('takes the first network beside the default route', () => {
  expect(freePrefix(parseRoutes(TABLE))).toBe('10.213');
});

test('avoids a network that is routed, the whole of it or a part', () => {
  expect(freePrefix([route('10.213.7.0', '255.255.255.0')])).toBe('10.214');
  expect(freePrefix([route('10.0.0.0', '255.0.0.0')])).toBe('172.29');
});

test('says which networks it tried', () => {
  const all = [route('10.0.0.0', '255.0.0.0'), route('172.16.0.0', '255.240.0.0'), route('192.0.0.0', '248.0.0.0')];
  expect(() => freePrefix(all)).toThrow(
    'every network for containers is routed elsewhere: 10.213.0.0/16, 10.214.0.0/16, 172.29.0.0/16, 172.30.0.0/16, 192.168.0.0/16, 198.18.0.0/16, 198.19.0.0/16',
  );
});

test('gives each state folder a bridge of its own, whose name the kernel takes', () => {
  expect(bridgeName('/a')).not.toBe(bridgeName('/b'));
  expect(bridgeName('/a')).toMatch(/^eks-crac-[0-9a-f]{6}$/);
  expect(bridgeName('/a').length).toBeLessThanOrEqual(15);
});
