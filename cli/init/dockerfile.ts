import { healthCheckIn } from './health-check';
import type { HealthCheck } from './health-check';

/** What a Dockerfile says of the image that it makes. */
export interface Dockerfile {
  readonly ports: readonly number[];
  readonly user: string | undefined;
  readonly healthCheck: HealthCheck | undefined;
}

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** Reads the last stage of a Dockerfile, and the stages that it is made from. */
export function parseDockerfile(text: string): Dockerfile {
  const all = instructions(text);
  const own = lastStage(all);
  const variables = variablesOf(all);
  const last = (word: string) => own.findLast((instruction) => instruction.word === word)?.rest;
  return {
    ports: own.filter(({ word }) => word === 'EXPOSE').flatMap(({ rest }) => portsIn(replaced(rest, variables))),
    user: last('USER'),
    healthCheck: healthCheckIn(replaced(last('HEALTHCHECK') ?? '', variables)),
  };
}

function instructions(text: string): Instruction[] {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replace(/\\\s*\n/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const [, word = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    return word === '' ? [] : [{ word: word.toUpperCase(), rest }];
  });
}

/** The instructions of the last stage, after those of the stage that it names as its base. */
function lastStage(all: readonly Instruction[]): readonly Instruction[] {
  const start = all.findLastIndex(({ word }) => word === 'FROM');
  if (start < 0) return all;
  const base = fromName(all[start]);
  const before = all.slice(0, start);
  const baseStart = before.findLastIndex(({ rest, word }) => word === 'FROM' && stageName(rest) === base);
  if (baseStart < 0) return all.slice(start);
  const rest = before.slice(baseStart + 1);
  const end = rest.findIndex(({ word }) => word === 'FROM');
  const inherited = lastStage(before.slice(0, baseStart + 1 + (end < 0 ? rest.length : end)));
  return [...inherited, ...all.slice(start)];
}

function fromName(instruction: Instruction | undefined): string {
  return (
    (instruction?.rest ?? '')
      .replace(/^--\S+\s+/, '')
      .split(/\s+/)[0]
      ?.toLowerCase() ?? ''
  );
}

function stageName(rest: string): string | undefined {
  return /\sas\s+(\S+)$/i.exec(rest)?.[1]?.toLowerCase();
}

/** Defaults of ARG and values of ENV. */
function variablesOf(all: readonly Instruction[]): ReadonlyMap<string, string> {
  const pairs = all
    .filter(({ word }) => word === 'ARG' || word === 'ENV')
    .flatMap(({ rest }) => [...rest.replace(/^(\w+)\s+(?=\S+$)/, '$1=').matchAll(/(\w+)=("[^"]*"|\S*)/g)]);
  return new Map(pairs.map(([, name = '', value = '']) => [name, value.replaceAll('"', '')]));
}

function replaced(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{?(\w+)(?::-([^}]*))?\}?/g, (_, name: string, standard?: string) => {
    return variables.get(name) ?? standard ?? '';
  });
}

function portsIn(text: string): number[] {
  return text.split(/\s+/).flatMap((word) => {
    const [, port = '', protocol = 'tcp'] = /^(\d+)(?:\/(\w+))?$/.exec(word) ?? [];
    return port === '' || protocol.toLowerCase() !== 'tcp' ? [] : [Number(port)];
  });
}
