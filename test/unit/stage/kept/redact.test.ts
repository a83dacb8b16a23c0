import { redact } from '../../../../stage/kept/redact';

const secrets = [
  { name: 'A', value: 'correct horse battery' },
  { name: 'SHORT', value: 'java' },
];

test.each([
  ['a known value', 'it is correct horse battery, twice correct horse battery', 'it is [hidden], twice [hidden]'],
  ['a key id of AWS', 'key ASIAABCDEFGHIJKLMNOP used', 'key [hidden] used'],
  ['a key that a service of others gave', 'got ghp_Zk3vB8sQ1xWm5RtY7uPa2Lc9Jd4Hf6Gn0Ebq.', 'got [hidden].'],
  ['a token', 'Authorization: Bearer abcdefghijkl', 'Authorization: Bearer [hidden]'],
  ['a JSON Web Token', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln end', 'got [hidden] end'],
  ['a value in an address', 'jdbc:postgresql://app:s3cr3t@db:5432/x', 'jdbc:postgresql://app:[hidden]@db:5432/x'],
  ['a value of a name that says so', 'spring.datasource.password=abcd1234', 'spring.datasource.password=[hidden]'],
  ['the same in JSON', '{"apiKey": "abcd1234", "a": 1}', '{"apiKey": "[hidden]", "a": 1}'],
  ['a private key', 'x\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\ny', 'x\n[hidden]\ny'],
])('%s is hidden', (_, text, hidden) => {
  expect(redact(text, secrets)).toBe(hidden);
});

test.each([
  'java -jar app.jar',
  'Error (criu/files-reg.c:2175): File app/stderr has bad size 9521 (expect 9514)',
  '{"eks-crac":"start","event":"decided","mode":"cold","reason":"cpu","release":"v7"}',
  'Started CustomersApplication in 2.1 seconds (process running for 2.6)',
])('a line of a log stays: %s', (text) => {
  expect(redact(text, secrets)).toBe(text);
});
