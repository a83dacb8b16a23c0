import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CaptureSpec } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import { parseDockerfile } from '../../init/dockerfile';
import { readSpec } from '../../rehearsal/read-spec';
import type { Examination } from '../examination';
import { right, titled, unknown, wrong } from '../finding';
import type { Finding, Titled } from '../finding';

const DEFAULT_BUILD = { context: '.', dockerfile: 'Dockerfile' };

/** Looks at a capture spec and at what it names in its folder; builds and runs nothing. */
export function examineSpec(path: string): Examination {
  return { subject: 'spec', name: path, findings: findingsOf(path), code: 'spec-invalid' };
}

function findingsOf(path: string): readonly Titled[] {
  try {
    const { folder, spec } = readSpec(path);
    return [titled('capture spec', right(`${spec.service} is valid`)), ...against(spec, folder)];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [titled('capture spec', wrong(error.message, error.remedy))];
  }
}

function against(spec: CaptureSpec, folder: string): readonly Titled[] {
  return [
    titled('engine', right(spec.engine.type)),
    ...(spec.image === undefined ? image(spec, folder) : []),
    ...spec.companions.flatMap(({ name, source }) =>
      source.kind === 'build' ? [titled(`companion ${name}`, dockerfile(folder, source.build))] : [],
    ),
    titled(
      'warm-up',
      requests('warmUp.requests', spec.warmUp.requests.length, 'what is not warm is slow in every pod'),
    ),
    titled(
      'gate',
      requests('gate.requests', spec.gate.requests.length, 'it proves that a copy is ready, not that it answers'),
    ),
  ];
}

function image(spec: CaptureSpec, folder: string): readonly Titled[] {
  const build = spec.build ?? DEFAULT_BUILD;
  const found = dockerfile(folder, build);
  if (found.state !== 'right') return [titled('Dockerfile', found)];
  const { ports } = parseDockerfile(readFileSync(resolve(folder, build.context, build.dockerfile), 'utf8'));
  return [titled('Dockerfile', found), titled('port', port(spec.run.port, ports))];
}

function dockerfile(folder: string, build: { readonly context: string; readonly dockerfile: string }): Finding {
  const path = resolve(folder, build.context, build.dockerfile);
  return existsSync(path)
    ? right(path)
    : wrong(`there is none at ${path}`, 'set `build.context` and `build.dockerfile`, or name an existing `image`');
}

function port(wanted: number, exposed: readonly number[]): Finding {
  if (exposed.length === 0 || exposed.includes(wanted)) return right(`${wanted}`);
  return unknown(
    `\`run.port\` is ${wanted}, and the Dockerfile exposes ${exposed.join(', ')}`,
    'write the port on which the service listens into `run.port`',
  );
}

function requests(field: string, count: number, consequence: string): Finding {
  if (count > 0) return right(`${count} ${count === 1 ? 'request' : 'requests'}`);
  return unknown(`\`${field}\` is empty: ${consequence}`, `add requests of users to \`${field}\``);
}
