import { Failure } from '../../kit/report/failure';
import type { RegistryDialect } from './registry';

const ANSWER_MS = 60_000;
const PARAMETER = /(\w+)="([^"]*)"/g;

/**
 * Returns the dialect of a registry that anyone may read: most of them answer only with a token, which they give to
 * anyone who asks where the first refusal says.
 */
export function publicDialect(base: string, path: string): RegistryDialect {
  let token: Promise<string | undefined> | undefined;
  return {
    headers: async (): Promise<Readonly<Record<string, string>>> => {
      token ??= askForToken(base, path);
      const value = await token;
      return value === undefined ? {} : { authorization: `Bearer ${value}` };
    },
  };
}

async function askForToken(base: string, path: string): Promise<string | undefined> {
  const refusal = await ask(`${base}/v2/`);
  const challenge = refusal.headers.get('www-authenticate') ?? '';
  if (refusal.status !== 401 || !/^Bearer /i.test(challenge)) return undefined;
  const { realm = base, service } = Object.fromEntries(
    [...challenge.matchAll(PARAMETER)].map(([, name = '', value = '']) => [name, value]),
  );
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${path}:pull`);
  const answer = await ask(url.href);
  const { access_token: other, token = other } = (answer.ok ? await answer.json() : {}) as Record<string, string>;
  return token;
}

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  } catch (error) {
    const { cause = error } = error as Error;
    throw new Failure(
      'publish-failed',
      `registry did not answer GET ${url}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'check that the registry runs and can be reached',
      { cause: error },
    );
  }
}
