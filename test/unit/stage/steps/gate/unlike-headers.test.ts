import { unlikeHeaders } from '../../../../../stage/steps/gate/unlike-headers';

type Headers = Readonly<Record<string, string | readonly string[]>>;
type Rules = Parameters<typeof unlikeHeaders>[2];

const answer = (headers: Headers, status = 200) => ({
  status,
  body: '',
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
  ms: 1,
});
const compare = (captured: Headers, restored: Headers, rules: Rules = {}, status = 200) =>
  unlikeHeaders(answer(captured, status), answer(restored, status), rules);

const LOCATION = 'http://localhost:8080/customers';

describe('the headers of a response', () => {
  test.each<[string, Headers, Headers, number]>([
    ['dates', { date: 'Mon' }, { date: 'Tue' }, 200],
    ['ETags', { etag: '"1"' }, { etag: '"2"' }, 200],
    ['other headers', { 'x-request-id': '1' }, { 'x-request-id': '2' }, 200],
    [
      'the form of a content type',
      { 'content-type': 'text/html; charset=UTF-8' },
      { 'content-type': 'text/html;charset=utf-8' },
      200,
    ],
    [
      'the values of cookies',
      { 'set-cookie': 'JSESSIONID=A1; Path=/' },
      { 'set-cookie': 'JSESSIONID=B2; Path=/' },
      200,
    ],
    ['the order of cookies', { 'set-cookie': ['a=1', 'b=2'] }, { 'set-cookie': ['b=2', 'a=1'] }, 200],
    [
      'tokens in names of cookies',
      { 'set-cookie': 'q_auth_9c858901-8a57-4791-81fe-4c455b099bc9=1' },
      { 'set-cookie': 'q_auth_3fa85f64-5717-4562-b3fc-2c963f66afa6=1' },
      200,
    ],
    ['the address of what was made', { location: '/customers/anna' }, { location: '/customers/bert' }, 201],
    ['numbers of a redirect', { location: `${LOCATION}/17` }, { location: `${LOCATION}/18` }, 303],
    [
      'tokens of a redirect',
      { location: '/login?state=kJ3nVb0aQ9xLm2ZtR7wY&page=1' },
      { location: '/login?state=Pq8sDf4gHj6kLz1xCv5b&page=1' },
      302,
    ],
    [
      'the session in the path of a redirect',
      { location: '/a;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9' },
      { location: '/a;jsessionid=9A1B2C3D4E5F60718293A4B5C6D7E8F0' },
      302,
    ],
  ])('do not differ by %s', (_, captured, restored, status) => {
    expect(compare(captured, restored, {}, status)).toBeUndefined();
  });

  test.each<[string, Headers, Headers, number, readonly [string, string, string]]>([
    ['a content type', { 'content-type': 'text/html' }, {}, 200, ['content-type', 'text/html', 'nothing']],
    ['the place of a redirect', { location: '/home' }, { location: '/login' }, 302, ['location', '/home', '/login']],
    [
      'the host of a redirect',
      { location: LOCATION },
      { location: 'http://localhost:32768/customers' },
      302,
      ['location', LOCATION, 'http://localhost:32768/customers'],
    ],
    [
      'a cookie, whose value is not shown',
      { 'set-cookie': ['a=1', 'b=2'] },
      { 'set-cookie': 'a=1' },
      200,
      ['set-cookie', 'a, b', 'a'],
    ],
  ])('differ by %s', (_, captured, restored, status, [name, one, other]) => {
    expect(compare(captured, restored, {}, status)).toEqual({
      at: `header \`${name}\``,
      captured: one,
      restored: other,
      remedy: `if it differs each time, write \`headers: { ${name}: ignore }\` in \`gate\`, or let the request \`compare: status\``,
    });
  });

  test('are left out, and compared as they are, as the spec says, whatever the case of the name', () => {
    expect(compare({ 'set-cookie': 'a=1' }, {}, { 'Set-Cookie': 'ignore' })).toBeUndefined();
    expect(compare({ 'set-cookie': 'a=1' }, { 'set-cookie': 'a=2' }, { 'Set-Cookie': 'compare' })?.at).toBe(
      'header `set-cookie`',
    );
    expect(compare({ etag: '"1"' }, { etag: '"2"' }, { ETag: 'compare' })).toMatchObject({
      captured: '"1"',
      restored: '"2"',
    });
    expect(compare({ etag: '"1"' }, { etag: '"1"' }, { ETag: 'compare' })).toBeUndefined();
  });
});
