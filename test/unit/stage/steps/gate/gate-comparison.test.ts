import type { RequestListener } from 'node:http';
import { startLines } from '../../../../support/unit-copies';
import { failureOf } from '../../../../support/unit-failure';
import { NOT_LIKE, prove, pushed, reported, SAME } from '../../../../support/unit-gate';

describe('the comparison of the gate', () => {
  test('fails for a copy that responds differently', async () => {
    const listener: RequestListener = (_, response) => response.end('{"name":"b"}');
    const logs = { stderr: `${startLines('restored')}NullPointerException\n` };
    const { code, message, remedy } = await failureOf(prove({ listener, logs }));
    expect({ code, remedy }).toEqual({
      code: 'gate-failed',
      remedy:
        'if it differs each time, add name to `gate.ignore`, or let the request `compare: status`; a rehearsal with --keep keeps the copy; nothing was released',
    });
    expect(message.split('\n').slice(0, 6)).toEqual([
      `copy-1 ${NOT_LIKE}: the response to GET /customers differs at field \`name\``,
      '  captured service: "a"',
      '  copy:             "b"',
      '  body of the captured service, 19 bytes: {"id":1,"name":"a"}',
      '  body of the copy, 12 bytes: {"name":"b"}; its last lines:',
      expect.stringContaining('"event":"decided"'),
    ]);
    expect(message).toMatch(/NullPointerException$/);
  });

  test('says where a copy is that is kept', async () => {
    const listener: RequestListener = (_, response) => response.end('{"name":"b"}');
    const { remedy } = await failureOf(prove({ listener }, {}, pushed, true));
    expect(remedy).toMatch(
      /; copy-1 is kept as container (c\d), `docker logs \1` shows all that it printed; nothing was released$/,
    );
  });

  test('fails for a copy that closes the connection instead of a response', async () => {
    const listener: RequestListener = (request, response) =>
      request.url === '/customers' ? request.socket.destroy() : response.end('{}');
    const { code, message } = await failureOf(prove({ listener }));
    expect(code).toBe('gate-failed');
    expect(message).toMatch(new RegExp(`^copy-1 ${NOT_LIKE}: GET /customers got no answer: .*; its last lines:\n`));
  });

  test('asks every copy by the same host, whatever its port on this machine', async () => {
    const hosts = new Set<unknown>();
    const listener: RequestListener = (request, response) => {
      if (request.url === '/customers') hosts.add(request.headers.host);
      response.end('{"name":"a"}');
    };
    await prove({ listener });
    expect([...hosts]).toEqual(['localhost:8080']);
  });

  test('warns of a rule that matched nothing, once it has passed', async () => {
    await prove({ listener: SAME }, { ignore: ['id', 'createdAt'] });
    expect(reported()).toEqual([
      expect.objectContaining({ code: 'warning', text: expect.stringContaining('no generators') as string }),
      {
        code: 'warning',
        text: '`gate.ignore` names the field createdAt, which no compared response has; correct the name, or remove the rule',
      },
    ]);
    const listener: RequestListener = (_, response) => response.end('{"name":"b"}');
    await failureOf(prove({ listener }, { ignore: ['createdAt'] }));
    expect(reported()).not.toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('createdAt') as string }),
    );
  });
});
