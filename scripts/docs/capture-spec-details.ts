/**
 * What a reader of the page wants to know and the description in the schema does not say, since an error shows that after
 * `write`. Links are relative to docs/.
 */
export const DETAILS: Readonly<Record<string, string>> = {
  build: "Without `build` and `image`, the Dockerfile in the spec's folder is built. Not together with `image`.",
  'build.args': 'They win over [those of the rehearsal](#what-the-rehearsal-passes-to-a-build).',
  'build.target': 'The last stage if left out.',
  image: 'It is pulled if the container runtime does not have it.',
  engine: '[Which one](engines.md#which-one).',
  'engine.type': '`criu`, `warp`, `crac` or `openj9`.',
  run: 'The gate, the measured starts and the pods use it too.',
  'run.env':
    "Set at capture, in the gate and at measured starts. They become part of the checkpoint, so a name or value that looks like [a secret](security.md) is refused unless `checkpoint.allowSecrets` names it. `JDK_JAVA_OPTIONS` is kept, and the engine's options come behind it. Quote numbers and `true`.",
  'run.cpu': 'The capture runs under this limit, because the JVM counts its processors once.',
  'run.memoryMiB': 'Without swap. The capture runs under this limit, because the JVM sizes its heap once.',
  'run.readOnlyRoot': 'The gate restores in the same way, with a volume for each folder that holds a captured file.',
  readiness: '[Which one](#readiness).',
  'readiness.path': 'Requested with `GET`.',
  'readiness.status': 'With `path` alone.',
  'readiness.port': 'With `path` alone.',
  'readiness.scheme': 'With `path` alone.',
  'readiness.exec.command':
    'It runs as the user of the service, once a second in a pod: a light one takes little from the service.',
  'readiness.timeoutSeconds': 'The limit for the captured service, and for each measured start.',
  'checkpoint.trigger':
    '`service` waits for the call for `readiness.timeoutSeconds`; `on-refresh` sets `-Dspring.context.checkpoint=onRefresh`. Neither has readiness or warm-up before the checkpoint, so the gate compares the copies with each other.',
  'checkpoint.hooks': 'See [without hooks](agent.md#without-hooks).',
  'checkpoint.dryRunHooks': 'See [dry run of hooks](agent.md#the-dry-run-of-hooks).',
  'checkpoint.descriptors': 'Without a rule, connected sockets fail the checkpoint and everything else is kept.',
  'checkpoint.descriptors[].action':
    'See [rules for open descriptors](agent.md#rules-for-open-descriptors); `reopen` is for files alone.',
  'checkpoint.descriptors[].pattern': 'No line breaks.',
  'checkpoint.allowCopied':
    'Nested classes are written with `$`: `com.example.Outer$Inner.field`. Without it the capture ends with [`copied-state`](troubleshooting.md#copied-state), or the gate with [`copies-alike`](troubleshooting.md#copies-alike).',
  'checkpoint.allowSecrets':
    'An entry that is not there is a warning; [what is looked for](security.md#what-is-looked-for).',
  'checkpoint.allowSecrets[].name': 'Alone, or else `kind` and `in`.',
  'checkpoint.allowSecrets[].in': 'What is packed in a file is in that file.',
  companions: 'They start in this order, each when the one before it is ready.',
  'companions[].image': 'Exactly one of `image`, `build` and `command`.',
  'companions[].command': 'No shell. `{port}` becomes a free port.',
  'companions[].port': 'The port at which the service reaches the companion.',
  'companions[].readiness.exec': 'Not for a companion that is a `command`.',
  'companions[].readiness.timeoutSeconds': 'The limit for getting ready.',
  'warmUp.requests':
    'Sent in this order, round after round. A request without a response after 30 s has failed. With none there is no warm-up, and the step warns.',
  'warmUp.requests[].headers':
    'A name or value that looks like a secret is refused unless `checkpoint.allowSecrets` names it.',
  'warmUp.requests[].json':
    'Not together with `body`. `content-type: application/json` is added unless `headers` has another one.',
  'warmUp.requests[].body': 'Not together with `json`.',
  'warmUp.requests[].status': 'The expected status.',
  'warmUp.until.steady':
    'Medians are taken over windows of at least 2 s and 50 responses. The warm-up ends when three windows in a row were not 5 % faster than the best one before them.',
  'warmUp.until.steady.maxSeconds': 'Reaching it is no error.',
  'warmUp.allowedFailureRate':
    'Above it the capture fails and shows the last five failures; with 50 failures above the share it gives up at once.',
  'gate.deadlineSeconds': "From the start of a copy's container to its first response. A pod has another deadline.",
  'gate.podDeadlineSeconds':
    'After it the pod starts cold. [How it is computed](gate.md#the-deadline-of-a-pod). A workload may set its own, `restoreDeadline`.',
  'gate.mustChange[].what': '[What each of them means](gate.md#what-must-change).',
  'gate.requests': 'Every copy must respond as the captured service did. With none, readiness alone is proven.',
  'gate.requests[].json': 'Not together with `body`.',
  'gate.requests[].body': 'Not together with `json`.',
  'gate.requests[].status': 'The captured service must respond with it, or the warm-up fails.',
  'gate.ignore': 'For generated ids and times.',
  'gate.headers': '[What is compared otherwise](gate.md#headers).',
  'gate.cloneProbe': '[What is compared](gate.md#copies-are-not-alike).',
  'gate.unique':
    "They must differ from the captured service's values, too: [unique fields](gate.md#fields-that-must-be-unique). They are left out of the comparison like those in `gate.ignore`.",
  'publish.repository':
    'A rehearsal without it uses `localhost:5055/SERVICE`. TLS, except for `localhost` and `127.0.0.1`. The stage logs in to ECR itself; a login to any other registry is the one of the container runtime.',
  'publish.folder': 'The files are in `SERVICE/vN/` below it.',
  'publish.s3.prefix': '`SERVICE/vN/` follows.',
  'publish.s3.endpoint': 'Requests use path-style addresses.',
  'publish.s3Express.bucket': '[Which zone](stores.md#s3-express).',
  'publish.s3Express.prefix': '`SERVICE/vN/` follows.',
  'publish.s3Express.endpoint': 'A server at an IP address is asked by path.',
  'publish.volume': '[What it needs](stores.md#image-volumes).',
  'publish.efs.path': '`SERVICE/vN/` follows.',
  'cpuClass.name': 'The label is `eks-crac.io/cpu-class`; the name goes into the release record.',
  'cpuClass.features': 'Passed as `-XX:CPUFeatures`. It never widens the set of nodes.',
  'credentials.roleArn': 'The service gets the session from the container credential endpoint.',
  'credentials.sessionSeconds':
    'Sessions are not renewed, so one must outlast the start and the warm-up; the record is written [when the capture’s has ended](security.md#credentials-at-capture).',
};
