import { parseCaptureSpec, parseReleaseRecord, recordedProbe, recordReadiness } from '../../../contract';
import type { ReadinessProbe } from '../../../contract';
import { MINIMAL } from '../../support/unit-capture-spec';
import { RECORD } from '../../support/unit-release-record';

const recorded = (readiness: unknown) =>
  parseReleaseRecord({ ...RECORD, pod: { ...RECORD.pod, readiness } }, 'customers:v7-record').pod.readiness;

describe('readiness in a release record', () => {
  test.each<[object, ReadinessProbe]>([
    [{ path: '/ready' }, { kind: 'http', path: '/ready', status: 200, scheme: 'http' }],
    [
      { path: '/ready', status: 204, port: 8443, scheme: 'https' },
      { kind: 'http', path: '/ready', status: 204, port: 8443, scheme: 'https' },
    ],
    [{ tcp: {} }, { kind: 'tcp' }],
    [{ tcp: { port: 1883 } }, { kind: 'tcp', port: 1883 }],
    [{ grpc: {} }, { kind: 'grpc', service: '' }],
    [{ grpc: { port: 9090, service: 'orders' } }, { kind: 'grpc', port: 9090, service: 'orders' }],
    [{ exec: { command: ['ready', '-q'] } }, { kind: 'exec', command: ['ready', '-q'] }],
  ])('is what the capture spec says: %j', (readiness, probe) => {
    expect(parseCaptureSpec({ ...MINIMAL, readiness }, 'eks-crac.yaml').readiness.probe).toEqual(probe);
    const written = recorded(JSON.parse(JSON.stringify(recordReadiness(probe))));
    expect(recordedProbe(written)).toEqual(probe);
  });

  test('without a scheme, as in older records, is asked by HTTP', () => {
    const older = recorded({ path: '/ready', status: 200 });
    expect(recordedProbe(older)).toEqual({ kind: 'http', path: '/ready', status: 200, scheme: 'http' });
  });

  test.each([{}, { path: '/ready' }, { tcp: {}, path: '/ready', status: 200 }, { udp: {} }])(
    'is one kind that is known, not %j',
    (readiness) => {
      expect(() => recorded(readiness)).toThrow('`pod.readiness`');
    },
  );
});
