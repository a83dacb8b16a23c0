import { changedValues, VARIABLES } from '../../../contract';
import type { MustChange } from '../../../contract';
import { requestLine } from '../../../kit/http/http-client';
import type { HttpAnswer } from '../../../kit/http/http-client';
import type { StageContext } from '../../context/stage-context';
import { askInTurn } from '../../copies/ask-copy';
import { prepareCopy } from '../../copies/prepared-copy';
import type { CopyRequest } from '../../copies/prepared-copy';
import { removeCopies } from '../../copies/remove-copies';
import { rejected } from '../../copies/rejected';
import { startCopy } from '../../copies/running-copy';
import type { RunningCopy } from '../../copies/running-copy';
import type { Pushed } from '../states';
import { bodyStart, unexpectedStatus } from '../../copies/statuses';
import { seenTooEarly, unseen } from './change-seen';
import { hear, stopHearing } from './own-keys';
import type { HeardCopy } from './own-keys';

const NAME = 'copy-changed';
const REMEDY: Readonly<Record<MustChange['what'], string>> = {
  environment: 'read the variable when it is needed, or again in `afterRestore` of an org.crac hook',
  properties: 'read the property when it is needed, or again in `afterRestore` of an org.crac hook',
  hostName: 'ask for the host name when it is needed, or again in `afterRestore` of an org.crac hook',
  clock: 'read the clock for each request, or take a new time in `afterRestore` of an org.crac hook',
  credentials:
    'let an AWS client with the default credentials provider send the request, or build the client in `afterRestore`',
};

/** Restores a copy whose pod differs from the capture as `gate.mustChange` says, and looks whether it sees that. */
export async function requireChanges(
  context: StageContext,
  pushed: Pushed,
  request: CopyRequest,
  unchanged: RunningCopy,
): Promise<void> {
  const rules = context.spec.gate.mustChange;
  if (rules.length === 0) return;
  const prepared = await prepareCopy(context, pushed, { ...request, env: changedEnvironment(request, rules) }, NAME);
  const heard = await hear(context, pushed.network.name, [prepared]);
  const copy = await startCopy(context, prepared);
  const hostName = await context.containers.hostName(copy.container);
  for (const rule of rules) await requireChange(context, rule, { copy, heard: heard[0], hostName, unchanged });
  await stopHearing(context, heard);
  await removeCopies(context, [copy]);
}

function changedEnvironment({ env }: CopyRequest, rules: readonly MustChange[]): Readonly<Record<string, string>> {
  const properties = Object.entries(changedValues(rules, 'properties'));
  return {
    ...env,
    ...changedValues(rules, 'environment'),
    ...(properties.length === 0
      ? {}
      : { [VARIABLES.javaProperties]: properties.map(([name, value]) => `${name}=${value}`).join('\n') }),
  };
}

interface Changed {
  readonly copy: RunningCopy;
  readonly unchanged: RunningCopy;
  readonly hostName: string;
  readonly heard: HeardCopy | undefined;
}

async function requireChange(context: StageContext, rule: MustChange, changed: Changed): Promise<void> {
  const { copy, heard, hostName, unchanged } = changed;
  const line = requestLine(rule.request);
  const [early] = seenTooEarly(rule, await ask(context, unchanged, rule));
  if (early !== undefined) {
    throw await rejected(context, unchanged, {
      what: `the response to ${line} has the value that \`gate.mustChange\` gives ${early}, without being given it`,
      code: 'change-unseen',
      remedy: 'give it another value there, one that the response has for no other reason',
    });
  }
  const answer = await ask(context, copy, rule);
  const answeredAt = Date.now();
  const signed = rule.what === 'credentials' && heard !== undefined && (await signedWithOwnKey(heard));
  const missing = unseen(rule, { answer, answeredAt, hostName, signed });
  if (missing === undefined) return;
  throw await rejected(context, copy, {
    what: `the response to ${line} does not show ${missing}; its body has ${bodyStart(answer)}`,
    code: 'change-unseen',
    remedy: REMEDY[rule.what],
  });
}

async function signedWithOwnKey({ copy, listener }: HeardCopy): Promise<boolean> {
  return (await listener.heardKeys()).some(
    ({ accessKey }) => accessKey === copy.sandbox.credentials.document.AccessKeyId,
  );
}

async function ask(context: StageContext, copy: RunningCopy, { request }: MustChange): Promise<HttpAnswer> {
  const [answer] = await askInTurn(context, copy, [{ ...request, compare: 'status' }]);
  if (answer === undefined) throw new TypeError('a request without an answer');
  if (answer.status === request.status) return answer;
  throw await rejected(context, copy, {
    what: unexpectedStatus(request, answer),
    code: 'change-unseen',
    remedy: 'correct the request in `gate.mustChange`',
  });
}
