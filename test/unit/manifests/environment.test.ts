import { workloadNotes, workloadPlan } from '../../../manifests';
import { objectsOf, only, serviceOf, workload } from '../../support/unit-workload';

const hash = (changes: Parameters<typeof objectsOf>[0]) =>
  only('Deployment', changes).spec?.template.metadata?.annotations?.['eks-crac.io/environment-hash'];

describe('the environment of a workload', () => {
  test('reaches the pod through a ConfigMap, unchanged', () => {
    const environment = { GREETING: 'hello $(HOSTNAME)' };
    expect(only('ConfigMap', { environment })).toMatchObject({
      metadata: { name: 'customers-environment', namespace: 'shop' },
      data: environment,
    });
    expect(serviceOf({ environment }).envFrom).toEqual([{ configMapRef: { name: 'customers-environment' } }]);
  });

  test('needs no ConfigMap without values', () => {
    expect(objectsOf().map(({ kind }) => kind)).not.toContain('ConfigMap');
    expect(serviceOf().envFrom).toBeUndefined();
    expect(hash({})).toBeUndefined();
  });

  test('triggers new pods when values change', () => {
    expect(hash({ environment: { A: '1' } })).toMatch(/^[0-9a-f]{16}$/);
    expect(hash({ environment: { A: '1' } })).toBe(hash({ environment: { A: '1' } }));
    expect(hash({ environment: { A: '1' } })).not.toBe(hash({ environment: { A: '2' } }));
    expect(hash({ environment: { A: '1' }, environmentHash: 'given' })).toBe('given');
  });

  test('passes system properties as lines of one variable', () => {
    const systemProperties = { 'db.url': 'jdbc:x=y', level: 'info' };
    expect(only('ConfigMap', { engine: 'warp', systemProperties }).data).toEqual({
      EKS_CRAC_JAVA_PROPERTIES: 'db.url=jdbc:x=y\nlevel=info',
    });
  });

  test.each([
    ['a b', 'x'],
    ['a=b', 'x'],
    ['', 'x'],
    ['a', 'x\ny'],
  ])('rejects property %j with value %j', (name, value) => {
    expect(() => objectsOf({ engine: 'warp', systemProperties: { [name]: value } })).toThrow(
      new Error(
        `\`systemProperties\` must have names without space and =, and values of one line, got: ${JSON.stringify({ [name]: value })}`,
      ),
    );
  });

  const JVM =
    'options of a JVM are checkpointed with it; set them in `run.env` of the capture, or use `systemProperties`';
  const KEYS = "it would win over the pod's own identity; grant to that instead";
  const EKS = "EKS sets it from the pod's identity; drop it";

  test.each([
    ['JDK_JAVA_OPTIONS', JVM],
    ['JAVA_TOOL_OPTIONS', JVM],
    ['AWS_ACCESS_KEY_ID', KEYS],
    ['AWS_SECRET_ACCESS_KEY', KEYS],
    ['AWS_SESSION_TOKEN', KEYS],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', EKS],
    ['AWS_ROLE_ARN', EKS],
    ['EKS_CRAC_MODE', 'eks-crac sets it itself; drop it'],
  ])('rejects %s with its remedy', (name, remedy) => {
    expect(() => objectsOf({ environment: { [name]: 'x' } })).toThrow(
      new Error(`\`environment\` must not set ${name}: ${remedy}`),
    );
  });

  test('rejects a name that is invalid in a shell', () => {
    expect(() => objectsOf({ environment: { '1A': 'x' } })).toThrow(
      new Error('names in `environment` must be letters, digits and _, no digit first, got: "1A"'),
    );
  });

  describe('that a restored service does not see as written', () => {
    const environment = { SET: '1' };
    const pod = { environment: ['SET', 'KEPT'] };

    test.each([
      ['criu', [], [], []],
      ['openj9', ['SET'], ['SET', 'KEPT'], []],
      ['warp', [], [], ['KEPT']],
      ['crac', [], [], ['KEPT']],
    ] as const)('is noted for %s', (engine, coldOnly, captured, emptied) => {
      const notes = { coldOnly, captured, emptied, unmappedUsers: false };
      expect(workloadNotes(workloadPlan(workload({ engine, environment, pod })))).toEqual(notes);
    });

    test('does not exist in a cold workload', () => {
      expect(workloadNotes(workloadPlan(workload({ cold: true, environment, pod })))).toEqual({
        coldOnly: [],
        captured: [],
        emptied: [],
        unmappedUsers: false,
      });
    });
  });
});
