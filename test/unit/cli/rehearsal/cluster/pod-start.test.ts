import { firstAnswer, startTime } from '../../../../../cli/rehearsal/cluster/pod-start';
import { podSchema } from '../../../../../cli/rehearsal/cluster/pod-state';
import type { ReleaseRecord } from '../../../../../contract';
import { RECORD } from '../../../../support/unit-release-record';

const start = {
  startedAt: 1000,
  report: {
    ...({ 'eks-crac': 'start', event: 'listening', mode: 'restored', reason: '' } as const),
    ...{ ms: 200, release: 'v1', deadlineMs: 3000 },
  },
};

describe('the start time of a pod', () => {
  test('ends with the first response, if an earlier request failed', () => {
    expect(startTime({ asked: 3, at: 1230, ms: 5 }, start)).toBe(230);
  });

  test('is the time to the listening port plus the response, if the first request succeeded', () => {
    expect(startTime({ asked: 1, at: 1500, ms: 5 }, start)).toBe(205);
  });

  test.each([-5000, 90_000])('is not derived from a node’s clock that differs by %s ms', (difference) => {
    expect(startTime({ asked: 3, at: 1230 + difference, ms: 5 }, start)).toBe(205);
  });
});

describe('the first response of a pod', () => {
  const podOf = (ready: string) =>
    podSchema.parse({
      metadata: { name: 'customers-1', uid: '1' },
      status: { podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: ready }] },
    });

  /** A pod that the kubelet reports Ready when it is looked at for the fourth time, and that responds at the third. */
  async function answered(readiness: ReleaseRecord['pod']['readiness']) {
    let looked = 0;
    const asked: unknown[] = [];
    const api = {
      pods: () => Promise.resolve([podOf((looked += 1) < 4 ? 'False' : 'True')]),
      answers: (_: string, how: unknown) => Promise.resolve(asked.push(how) >= 3),
    };
    const record = { ...RECORD, pod: { ...RECORD.pod, readiness } };
    const pod = { name: 'customers', pod: 'customers-1', record };
    const answer = await firstAnswer(api, pod, new AbortController().signal);
    return { answer, asked, looked };
  }

  test('is asked for by HTTP, at the port and by the scheme of the record', async () => {
    const { answer, asked } = await answered({ path: '/ready', status: 200, port: 8443, scheme: 'https' });
    expect(answer.asked).toBe(3);
    expect(asked[0]).toMatchObject({ path: '/ready', status: 200, port: 8443, scheme: 'https' });
    expect((await answered({ path: '/ready', status: 200 })).asked[0]).toMatchObject({ port: 8080, scheme: 'http' });
  });

  test.each([{ tcp: {} }, { grpc: { port: 9090 } }, { exec: { command: ['ready'] } }])(
    'is what the kubelet says where the API server cannot ask: %j',
    async (readiness) => {
      const { answer, asked, looked } = await answered(readiness);
      expect({ asked, looked }).toEqual({ asked: [], looked: 4 });
      expect(startTime({ ...answer, at: 1230 }, start)).toBe(230);
    },
  );
});
