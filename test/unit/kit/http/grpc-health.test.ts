import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { probeGrpcHealth } from '../../../../kit/http/grpc-health';
import { healthRequest, healthStatus } from '../../../../kit/http/health-messages';
import { serveHealth } from '../../../support/unit-grpc-server';
import { serve } from '../../../support/unit-http-server';

describe('the health of a gRPC server', () => {
  test.each(['', 'orders.v1.Orders', 'x'.repeat(200)])(
    'is SERVING, for the service that is asked: %p',
    async (name) => {
      const { address, asked } = await serveHealth({ [name]: 1 });
      expect(await probeGrpcHealth(address, name)).toEqual({ found: 'SERVING' });
      expect(asked).toEqual([
        { path: '/grpc.health.v1.Health/Check', method: 'POST', type: 'application/grpc', service: name },
      ]);
    },
  );

  test.each([
    ['UNKNOWN', 0],
    ['NOT_SERVING', 2],
    ['SERVICE_UNKNOWN', 3],
    ['no answer of a health service', 9],
  ])('is seen as %s', async (seen, status) => {
    const { address } = await serveHealth({ '': status });
    expect(await probeGrpcHealth(address, '')).toEqual({ seen });
  });

  test('is seen with the status of gRPC where the service is not known', async () => {
    const { address } = await serveHealth({ '': 1 });
    expect(await probeGrpcHealth(address, 'orders')).toEqual({ seen: 'gRPC status NOT_FOUND: unknown service orders' });
  });

  test('is not that of another server', async () => {
    const silent = await serveHealth({}, { isSilent: true });
    expect(await probeGrpcHealth(silent.address, '', 50)).toEqual({ seen: 'no answer within 0.05 s' });
    const { url } = await serve((_, response) => response.end('HTTP/1.1'));
    expect(await probeGrpcHealth(url.slice('http://'.length), '')).toEqual({
      seen: expect.stringMatching(/^no answer \(|^the connection was closed/) as string,
    });
    expect(await probeGrpcHealth('127.0.0.1:1', '')).toEqual({ seen: 'no answer (ECONNREFUSED)' });
  });

  test('is not seen behind a proxy that has no backend', async () => {
    const server = createServer((socket) => socket.resume().end()).unref();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await probeGrpcHealth(`127.0.0.1:${port}`, '')).toEqual({
      seen: expect.stringMatching(/^no answer \(|^the connection was closed/) as string,
    });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a message of grpc.health.v1', () => {
  test('asks as protobuf writes it', () => {
    expect(healthRequest('').toString('hex')).toBe('0000000000');
    expect(healthRequest('ab').toString('hex')).toBe('00000000040a026162');
    expect(healthRequest('x'.repeat(200)).toString('hex')).toMatch(/^00000000cb0ac8017878/);
  });

  test.each([
    ['0000000000', 'UNKNOWN'],
    ['00000000020801', 'SERVING'],
    ['01000000020801', undefined],
    ['00000000030801', undefined],
    ['00000000021201', undefined],
    ['0000', undefined],
    ['', undefined],
  ])('is read as it is: %s', (hex, status) => {
    expect(healthStatus(Buffer.from(hex, 'hex'))).toBe(status);
  });
});
