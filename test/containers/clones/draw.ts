import { Pool } from 'undici';

/** What one response gives out that must be unique, by origin: a session's id, tokens, other ids. */
export type Draw = Readonly<Record<string, string>>;

/** A request, and what its response gives out. */
export interface Source {
  readonly request: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
  readonly read: (answer: Answer) => Draw;
}

interface Answer {
  readonly cookies: readonly string[];
  readonly body: string;
}

/** One value of each generator of a fixture, and the id of the session that the request began. */
export const SESSION: Source = {
  request: { method: 'GET', path: '/draw' },
  read({ body, cookies: [cookie, ...more] }) {
    const session = /^[^=]+=([^;]+)/.exec(cookie ?? '')?.[1];
    if (session === undefined || more.length > 0)
      throw new Error(`no session but ${JSON.stringify([cookie, ...more])}`);
    return { ...(JSON.parse(body) as Draw), session };
  },
};

/** Keycloak: the session of a login, and the ids of its tokens. */
export const LOGIN: Source = {
  request: {
    method: 'POST',
    path: '/realms/clones/protocol/openid-connect/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'client_id=admin-cli&username=ada&password=engine&grant_type=password&scope=openid',
  },
  read({ body }) {
    const tokens = JSON.parse(body) as { access_token: string; refresh_token: string; id_token: string };
    const [access, refresh, id] = [claims(tokens.access_token), claims(tokens.refresh_token), claims(tokens.id_token)];
    return { session: access.sid, access: access.jti, refresh: refresh.jti, id: id.jti };
  },
};

/** Returns the claims of a token; its signature is not verified. */
function claims(token: string): { readonly jti: string; readonly sid: string } {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return JSON.parse(payload) as { jti: string; sid: string };
}

/** Draws from one copy, one request after the other: what its generators return, in their own order. */
export async function draw(base: string, { read, request }: Source, times: number): Promise<readonly Draw[]> {
  const connection = new Pool(base, { connections: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
  try {
    const draws: Draw[] = [];
    while (draws.length < times) {
      const { body, headers, statusCode } = await connection.request(request);
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${request.path} answered ${statusCode}: ${text}`);
      draws.push(read({ body: text, cookies: [headers['set-cookie'] ?? []].flat() }));
    }
    return draws;
  } finally {
    await connection.close();
  }
}
