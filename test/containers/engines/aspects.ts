import { deepEqual, equal, match } from 'node:assert/strict';
import { ENGINES } from '../../../engines';
import type { Trial } from './trial';

/** What is shown of an engine on a JDK; `run` throws when it is not so, and returns what was seen. */
export interface Aspect {
  readonly name: string;
  /** Whether it can be shown of this trial at all. */
  readonly applies: (trial: Trial) => boolean;
  readonly run: (trial: Trial) => Promise<string>;
}

const always = () => true;
const standIn = ({ engine, jdk }: Trial) => jdk.kind === 'stand-in' && engine !== 'openj9';
/** The stand-in for Warp starts the service from its beginning. */
const keepsMemory = ({ engine, jdk }: Trial) => jdk.kind === 'real' || engine !== 'warp';

export const ASPECTS: readonly Aspect[] = [
  { name: 'capture, gate and restore', applies: always, run: released },
  { name: 'user and capabilities of a restored copy', applies: always, run: privileges },
  { name: 'memory of the capture', applies: keepsMemory, run: memory },
  { name: 'properties of the pod', applies: always, run: properties },
  { name: 'variables of the pod', applies: keepsMemory, run: variables },
  { name: 'signal and status', applies: always, run: ending },
  {
    name: 'cold start without the capabilities',
    applies: ({ engine }) => ENGINES[engine].restore.capabilities.length > 0,
    run: withoutCapabilities,
  },
  { name: 'cold start on another CPU', applies: standIn, run: (trial) => fault(trial, 'restore-cpu', /CPU features/) },
  {
    name: 'cold start on another build of the JDK',
    applies: standIn,
    run: (trial) => fault(trial, 'restore-build-id', /validation failed/),
  },
];

function released({ engine, made: { record, report } }: Trial): Promise<string> {
  equal(record.engine.type, engine);
  equal(record.gate.restores, 3);
  equal(report.rows[1]?.coldStarts, 0);
  return Promise.resolve(`JDK ${record.engine.version}`);
}

async function privileges(trial: Trial): Promise<string> {
  const container = await trial.start();
  equal((await container.ready()).mode, 'restored');
  const status = await container.read('/proc/1/status');
  match(status, /^Uid:\t10001\t/m);
  const bits = BigInt(`0x${/^CapBnd:\t(.*)$/m.exec(status)?.[1] ?? '0'}`);
  const held = bits.toString(2).replaceAll('0', '').length;
  equal(held, ENGINES[trial.engine].restore.capabilities.length);
  return `${held} capabilities`;
}

async function memory(trial: Trial): Promise<string> {
  const container = await trial.start();
  await container.ready();
  const count = Number((await container.request('/count')).body);
  equal(count > 20, true, `the count goes on from the capture, got: ${count}`);
  return `count ${count}`;
}

async function properties(trial: Trial): Promise<string> {
  const container = await trial.start({ EKS_CRAC_JAVA_PROPERTIES: 'greeting=good day\nlevel=info' });
  equal((await container.ready()).mode, 'restored');
  const found = [await container.answersWith('/property/greeting'), await container.answersWith('/property/level')];
  deepEqual(found, ['good day', 'info']);
  return found.join(', ');
}

async function variables(trial: Trial): Promise<string> {
  const { mayChange } = ENGINES[trial.engine];
  const container = await trial.start({ CAPTURED: 'pod', ADDED: 'pod' });
  equal((await container.ready()).mode, 'restored');
  const found = [await container.answersWith('/variable/CAPTURED'), await container.answersWith('/variable/ADDED')];
  deepEqual(found, [mayChange.environment ? 'pod' : 'capture', 'pod']);
  const lacking = await (await trial.start()).answersWith('/variable/CAPTURED');
  equal(lacking, { captured: 'capture', empty: '', absent: 'null' }[mayChange.absentVariables]);
  return `changed: ${found.join(', ')}; absent: ${JSON.stringify(lacking)}`;
}

async function ending(trial: Trial): Promise<string> {
  const container = await trial.start();
  await container.ready();
  equal(await container.end('TERM'), 143);
  match(await container.output(), /^values: stopped$/m);
  return 'TERM, 143';
}

async function withoutCapabilities(trial: Trial): Promise<string> {
  const container = await trial.start({}, { capabilities: [] });
  const { mode, reason } = await container.ready();
  deepEqual({ mode, reason }, { mode: 'cold', reason: 'capabilities' });
  return reason;
}

/** What a stand-in can be told to do. */
async function fault(trial: Trial, name: string, words: RegExp): Promise<string> {
  const container = await trial.start({ STAND_IN_FAULT: name });
  const { mode, reason } = await container.ready();
  deepEqual({ mode, reason }, { mode: 'cold', reason: 'restore-failed' });
  match(await container.errors(), words);
  return reason;
}
