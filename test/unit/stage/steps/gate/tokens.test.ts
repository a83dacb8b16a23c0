import { isToken, tokensOf } from '../../../../../stage/steps/gate/tokens';

describe('tokens', () => {
  test.each([
    ['a UUID', '3fa85f64-5717-4562-b3fc-2c963f66afa6'],
    ['a session of Tomcat', '5F3A0C4E9B7D21886A4E0B1C77D9E2F1'],
    ['the same with its route', '5F3A0C4E9B7D21886A4E0B1C77D9E2F1.node1'],
    ['an ObjectId', '65a1f0c2e4b0a1b2c3d4e5f6'],
    ['Base64', 'q83vEjRWeJCrze8SNFZ4kA=='],
    ['Base64 with a slash', 'q83/EjRWeJ+rze8SNFZ4kA=='],
    ['a number of a Snowflake', '1861234567890123776'],
    ['a trace', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    ['one with a prefix', 'sess_9fQ2kLx8vTz4WmB1'],
  ])('include %s', (_, text) => {
    expect(isToken(text)).toBe(true);
  });

  test.each([
    ['a short one', '3fa85f64-5717'],
    ['words', 'waiting-for-payment'],
    ['words in capitals', 'PAYMENT_IS_ACCEPTED'],
    ['camel case', 'HTTPServerUnavailableNow'],
    ['a class', 'com.example.customers.CustomerService2'],
    ['a thread', 'http-nio-8080-exec-12'],
    ['a path', 'api/v1/customers/2/orders'],
    ['a date', '2026-11-22-2026-11-23'],
    ['a time', '20261122T033124.112Z'],
    ['a time of digits', '20261122033124112'],
    ['a time as people write it', '2026-11-22T03:31:24.112233Z'],
    ['a count', '0000000000000043'],
    ['an order number', 'ORD-20261122-000043'],
    ['a UUID that counts', '00000000-0000-0000-0000-000000000043'],
    ['a version', '1.4.2-SNAPSHOT-20261122'],
    ['a sentence', 'the order 3fa85f64 was accepted'],
  ])('do not include %s', (_, text) => {
    expect(isToken(text)).toBe(false);
  });

  const UUID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

  test.each([
    ['a path', `/customers/${UUID}`],
    ['an address', `http://127.0.0.1:8080/customers/${UUID}?page=1`],
  ])('are found in the segments of %s', (_, text) => {
    expect(tokensOf(text)).toEqual([UUID]);
  });

  test('are not found in a signed URL: its signature follows from the time', () => {
    const signature = 'f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f';
    expect(tokensOf(`https://bucket.example/reports/today?X-Amz-Signature=${signature}`)).toEqual([]);
  });

  const jwt = (claims: object) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJlLW9mLTMyLWJ5dGVz`;
  };

  test('of a JSON Web Token are its claims, since its signature follows from them and the key', () => {
    expect(tokensOf(jwt({ sub: 'ada', iat: 1763784684, jti: UUID, realm: { ids: [UUID] } }))).toEqual([UUID, UUID]);
    expect(tokensOf(jwt({ sub: 'ada', iat: 1763784684, exp: 1763784984 }))).toEqual([]);
  });

  test('include what only resembles a JSON Web Token', () => {
    const text = 'q83vEjRWeJCrze8SNFZ4kA.q83vEjRWeJCrze8SNFZ4kA.x';
    expect(tokensOf(text)).toEqual([text]);
  });
});
