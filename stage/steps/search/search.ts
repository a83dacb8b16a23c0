import type { AllowedSecret, CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import { environmentSecrets } from '../../secrets/sources/environment';
import { sought } from '../../secrets/host-secrets';
import type { Secret } from '../../secrets/known-secret';
import { SecretSearch } from '../../secrets/scanner';
import { progressOf } from '../../context/stage-context';
import type { Assembled, Searched, SearchedSecrets } from '../states';
import type { Step } from '../step';
import { layerRoot } from '../layer-root';
import { Findings } from './findings';
import { searchFiles, searchMemory } from './search-checkpoint';

/** Makes sure that no secret ends up in a checkpoint, unless the spec allows it. */
export const search: Step<Assembled, Searched> = {
  id: 'search',
  title: 'look for secrets in it',
  summary: ({ secrets: { sought: all, waived } }) =>
    `none of ${all.values} values and ${all.kinds} kinds${waived.length === 0 ? '' : `, ${waived.length} allowed`}`,

  async run(context, assembled) {
    const { engine, signal, spec } = context;
    const values = sought([...(await context.secrets()), ...buildArgumentSecrets(spec)]);
    const secrets = new SecretSearch(values);
    const findings = new Findings(spec, throwAway(assembled));
    const listener = {
      sighted: findings.add.bind(findings),
      unread: (file: string, why: string) => warn(context, `${file} was searched without what is packed in it: ${why}`),
    };
    const memory = engine.readMemory?.(assembled.publishedFolder) ?? { files: [], processes: [] };
    progressOf(context, 'search')(`${values.length} values and ${secrets.shapes.length} kinds`);
    await searchMemory(memory, secrets, listener, signal);
    const layer = { archive: assembled.layerArchive, root: layerRoot(context, assembled) };
    await searchFiles(layer, memory.files, secrets, listener);
    if (findings.secrets.length > 0) throw secretFound(findings);
    for (const each of findings.unused)
      warn(context, `${shown(each)} in \`checkpoint.allowSecrets\` is not there: remove it`);
    return { ...assembled, secrets: outcome(findings, secrets) };
  },
};

function warn({ reporter }: StageContext, text: string): void {
  reporter.report({ code: 'warning', text });
}

/** Those of companions stay in the companions. */
function buildArgumentSecrets({ build }: CaptureSpec): readonly Secret[] {
  return environmentSecrets(build?.args ?? {}).map((secret) => ({ ...secret, from: 'build-argument' }));
}

function throwAway({ sandbox: { credentials } }: Assembled): readonly string[] {
  const { AccessKeyId, SecretAccessKey, Token } = credentials.document;
  return [AccessKeyId, SecretAccessKey, Token, credentials.token];
}

function secretFound({ remedy, secrets }: Findings): Failure {
  return new Failure(
    'secret-found',
    `the checkpoint contains what must not be in it, shown by name and kind alone: ${secrets.join('; ')}`,
    `${remedy}; rotate what others could have read; what may be there belongs in \`checkpoint.allowSecrets\`, with a reason`,
  );
}

function shown(allowed: AllowedSecret): string {
  return allowed.by === 'name' ? allowed.name : `${allowed.kind} in ${allowed.place}`;
}

function outcome({ waived }: Findings, { secrets, shapes }: SecretSearch): SearchedSecrets {
  return {
    sought: { values: secrets.length, kinds: shapes.length },
    waived: [...waived].map((allowed) =>
      allowed.by === 'name'
        ? { name: allowed.name, reason: allowed.reason }
        : { kind: allowed.kind, in: allowed.place, reason: allowed.reason },
    ),
  };
}
