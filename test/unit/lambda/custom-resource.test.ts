import type { IncomingHttpHeaders } from 'node:http';
import { customResource } from '../../../lambda/custom-resource';
import type { CustomResourceEvent } from '../../../lambda/custom-resource';
import { bodyOf, serve } from '../../support/unit-http-server';

describe('a custom resource', () => {
  let url: string;
  let statuses: number[];
  let logged: string[];
  let answers: { method: string | undefined; headers: IncomingHttpHeaders; body: unknown }[];

  beforeEach(async () => {
    [statuses, answers] = [[], []];
    ({ url } = await serve((request, response) => {
      void bodyOf(request).then((text) => {
        answers.push({ method: request.method, headers: request.headers, body: JSON.parse(text) as unknown });
        response.writeHead(statuses.shift() ?? 200).end();
      });
    }));
    logged = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  });

  afterEach(() => jest.restoreAllMocks());

  const event = (changes: Partial<CustomResourceEvent> = {}): CustomResourceEvent => ({
    RequestType: 'Create',
    ResponseURL: `${url}/answer?signature=a`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Settled',
    ResourceProperties: { AssociationId: 'a-1' },
    ...changes,
  });

  const NAMES = { LogicalResourceId: 'Settled', RequestId: 'request', StackId: 'stack' };
  const bodies = () => answers.map(({ body }) => body);

  test('answers with the id that the work returns, by a request that the address was signed for', async () => {
    await customResource(({ AssociationId = '' }) => Promise.resolve({ id: AssociationId }))(event());
    expect(answers).toEqual([
      {
        method: 'PUT',
        headers: expect.anything() as object,
        body: { ...NAMES, Status: 'SUCCESS', PhysicalResourceId: 'a-1' },
      },
    ]);
    expect(answers[0]?.headers['content-type']).toBeUndefined();
    expect(answers[0]?.headers['content-length']).toBeDefined();
  });

  test('answers with the reason when the work fails, and keeps the id of an update', async () => {
    const handler = customResource(() => Promise.reject(new Error('not after 150 s')));
    await handler(event());
    await handler(event({ RequestType: 'Update', PhysicalResourceId: 'a-1' }));
    const failed = { ...NAMES, Status: 'FAILED', Reason: 'not after 150 s' };
    expect(bodies()).toEqual([
      { ...failed, PhysicalResourceId: 'request' },
      { ...failed, PhysicalResourceId: 'a-1' },
    ]);
  });

  test('has the attributes that the work returns', async () => {
    await customResource(() => Promise.resolve({ id: 'v7', attributes: { Image: 'x' } }))(event());
    expect(bodies()).toEqual([{ ...NAMES, Status: 'SUCCESS', PhysicalResourceId: 'v7', Data: { Image: 'x' } }]);
  });

  test('logs one line of JSON, and never where the answer goes', async () => {
    await customResource(() => Promise.reject(new Error('not after 150 s')))(event());
    expect(logged.map((line) => JSON.parse(line) as object)).toEqual([
      { timestamp: expect.anything() as unknown, level: 'ERROR', message: 'not after 150 s', resource: 'Settled' },
    ]);
    expect(logged.join('')).not.toContain('signature');
  });

  test('has nothing to delete', async () => {
    const work = jest.fn();
    await customResource(work)(event({ RequestType: 'Delete', PhysicalResourceId: 'a-1' }));
    expect(work).not.toHaveBeenCalled();
    expect(bodies()).toEqual([{ ...NAMES, Status: 'SUCCESS', PhysicalResourceId: 'a-1' }]);
  });

  test('answers again until the answer has arrived', async () => {
    statuses = [503, 200];
    await customResource(() => Promise.resolve({ id: 'a-1' }))(event());
    expect(bodies()).toHaveLength(2);
  });
});
