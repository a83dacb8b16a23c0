import { MINIMAL, withValue } from '../../support/unit-capture-spec';
import { FULL, problems } from './field-cases';

const says = (document: unknown) => problems(document).map((text) => text.replace(/; (known here|write).*$/, ''));

describe('an unknown field', () => {
  test.each([
    ['port', 8080, '`run.port`'],
    ['port', '8080', '`run.port`'],
    ['memoryMiB', 512, '`run.memoryMiB`'],
    ['memory', 1024, '`run.memoryMiB`'],
    ['memory', '512Mi', '`run.memoryMiB`'],
    ['memory', 'copied', '`checkpoint.memory`'],
    ['path', '/health', '`readiness.path`'],
    ['requests', [], '`warmUp.requests`'],
    ['warm-up', {}, '`warmUp`'],
    ['warmup', {}, '`warmUp`'],
    ['redyness', {}, '`readiness`'],
    ['companion', [], '`companions`'],
    ['environment', {}, '`run.env`'],
    ['name', 'customers', '`service`'],
    ['bucket', 'checkpoints', '`publish.s3.bucket` or `publish.s3Express.bucket`'],
  ])('%s: %p at the top probably is %s', (key, value, meant) => {
    expect(says({ ...MINIMAL, [key]: value })).toEqual([`\`${key}\` is not a known field (did you mean ${meant}?)`]);
  });

  test.each([
    ['run.mem', 512, '`memoryMiB`'],
    ['run.path', '/health', '`readiness.path`'],
    ['readiness.timeout', 5, '`timeoutSeconds`'],
    ['companions[1].readiness.path', '/', '`companions[].readiness.http.path`'],
    ['companions[1].readiness.httpGet', { path: '/' }, '`http`'],
    ['readiness.httpGet', { path: '/' }, '`path`'],
    ['readiness.http', { path: '/' }, '`path`'],
    ['readiness.tcpSocket', { port: 1 }, '`tcp`'],
    ['readiness.command', ['ready'], '`exec`'],
    ['gate.requests[0].ignore', ['id'], '`gate.ignore`'],
    ['checkpoint.dryrunhooks', true, '`dryRunHooks`'],
  ])('%s: %p probably is %s', (path, value, meant) => {
    expect(says(withValue(FULL, path, value))).toEqual([`\`${path}\` is not a known field (did you mean ${meant}?)`]);
  });

  test('that is like none has no suggestion', () => {
    expect(says({ ...MINIMAL, colour: 'red' })).toEqual(['`colour` is not a known field']);
  });
});

describe('a value', () => {
  test.each([
    ['run.port', '8080', '8080, without quotes'],
    ['run.memoryMiB', '512Mi', '512'],
    ['run.memoryMiB', '1.5 GiB', '1536'],
    ['run.cpu', '500m', '0.5'],
    ['readiness.timeoutSeconds', '2min', '120'],
    ['run.readOnlyRoot', 'yes', 'true'],
    ['run.readOnlyRoot', 'false', 'false, without quotes'],
    ['run.env.PORT', 8080, '"8080", in quotes'],
    ['build.args.FAST', true, '"true", in quotes'],
    ['checkpoint.trigger', 'warmUp', '"warm-up"'],
    ['checkpoint.hooks', 'skipped', '"skip"'],
    ['warmUp.requests[0].method', 'post', '"POST"'],
    ['engine.type', 'cruiu', '"criu"'],
    ['version', '1', '1, without quotes'],
  ])('%s: %p probably is %s', (path, value, meant) => {
    const [text] = says(withValue(FULL, path, value));
    expect(text).toMatch(/^`/);
    expect(text?.endsWith(`(did you mean ${meant}?)`)).toBe(true);
  });

  test.each([
    ['run.port', 'eighty'],
    ['run.port', '8080/tcp'],
    ['run.memoryMiB', '1 TB of it'],
    ['checkpoint.trigger', 'later'],
    ['run.readOnlyRoot', 'maybe'],
    ['version', 2],
    ['service', 7],
  ])('%s: %p has no suggestion', (path, value) => {
    expect(says(withValue(FULL, path, value))).toEqual([expect.not.stringContaining('did you mean') as string]);
  });
});
