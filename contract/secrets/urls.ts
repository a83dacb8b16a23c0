import { ALPHANUMERIC, isPlaceholder } from './shape';
import type { SecretShape } from './shape';

const SCHEMES = [
  ...['http', 'https', 'ftp', 'sftp', 'ssh', 'ldap', 'ldaps', 'smtp', 'smtps', 'ws', 'wss'],
  ...['postgres', 'postgresql', 'mysql', 'mariadb', 'sqlserver', 'oracle', 'db2', 'clickhouse', 'cockroachdb'],
  ...['mongodb', 'mongodb+srv', 'redis', 'rediss', 'amqp', 'amqps', 'nats', 'kafka', 'neo4j', 'bolt', 'couchbase'],
];

/** The part between the scheme and the host: a user and a password, with escapes. */
const USER_INFO = String.raw`[^\s:/@"'<>?#\\\x00-\x1f]{0,100}:([^\s@/"'<>?#\\\x00-\x1f]{4,200})@[\w.[\]-]{2,}`;
/** Gson and others escape the slashes of JSON. */
const SLASHES = String.raw`:(?:\/\/|\\\/\\\/)`;

const escaped = (text: string) => text.replace(/[+.]/g, '\\$&');

const PASSWORD_FIELD = /(?:password|passwd|pwd)=(.*)$/i;

/** Addresses with a password in them. */
export const URL_SHAPES: readonly SecretShape[] = [
  {
    kind: 'url-password',
    says: 'an address with user and password',
    literals: SCHEMES.flatMap((scheme) => [`${scheme}://`, `${scheme}:\\/\\/`]),
    pattern: new RegExp(`(?:${SCHEMES.map(escaped).join('|')})${SLASHES}${USER_INFO}`, 'y'),
    isReal: hasPassword,
    example: (draw) => `postgresql://orders:${draw(ALPHANUMERIC, 20)}@db.internal:5432/orders`,
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1',
  },
  {
    kind: 'jdbc-password',
    says: 'a JDBC address with a password',
    literals: [';password=', '&password=', '?password=', ';Password=', '&amp;password=', ';pwd=', ';PWD=', ';Pwd='],
    pattern: /(?:[;&?]|&amp;)(?:password|pwd)=([^\s;&"'<>\\\x00-\x1f]{6,200})/iy,
    isReal: (text) => !isPlaceholder(PASSWORD_FIELD.exec(text)?.[1] ?? ''),
    example: (draw) =>
      `jdbc:sqlserver://db.internal:1433;databaseName=orders;user=orders;password=${draw(ALPHANUMERIC, 20)}`,
    source: 'https://learn.microsoft.com/sql/connect/jdbc/building-the-connection-url',
  },
];

function hasPassword(text: string): boolean {
  const [, user = '', password = ''] = /:(?:\/\/|\\\/\\\/)([^:]*):(.*)@/.exec(text) ?? [];
  return !isPlaceholder(password) && password !== user && !/^\d{1,5}$/.test(password);
}
