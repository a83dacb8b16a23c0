import { HttpClient } from '../../../../kit/http/http-client';
import { serve } from '../../../support/unit-http-server';

test('a response has its headers by lower-case name, each as often as it was sent', async () => {
  const { url } = await serve((_, response) =>
    response.writeHead(201, { 'X-Request-Id': '7', 'Set-Cookie': ['a=1', 'b=2; Path=/'] }).end('made'),
  );
  const client = new HttpClient(url);
  const answer = await client.send({ method: 'GET', path: '/', headers: {}, status: 201 });
  await client.destroy();
  expect(answer).toMatchObject({
    status: 201,
    body: 'made',
    headers: { 'x-request-id': ['7'], 'set-cookie': ['a=1', 'b=2; Path=/'] },
  });
});
