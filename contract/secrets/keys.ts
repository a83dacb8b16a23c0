import { isPublished } from './published-keys';
import { ALPHANUMERIC, BASE64, DIGITS, isDrawn, UPPER, WORD } from './shape';
import type { Draw, SecretShape } from './shape';

const PEM = 'https://www.rfc-editor.org/rfc/rfc7468';
/** DER's tag of a sequence, with which the keys of RFC 5958, RFC 8017 and RFC 5915 begin. */
const SEQUENCE = 0x30;
/** The key of an elliptic curve has 48 bytes at least. */
const SHORTEST_KEY = 40;

/** A line break as it is, or escaped as in JSON and in a property. */
const BREAK = String.raw`(?:\s|\\r|\\n|\\u000[adAD])`;

function pem(label: string): RegExp {
  // A key with a passphrase has headers before its body (RFC 1421).
  const headers = String.raw`(?:(?:Proc-Type|DEK-Info):[ \w,-]{1,60}${BREAK}+)*`;
  return new RegExp(`-----BEGIN ${label}-----${BREAK}*${headers}((?:[A-Za-z0-9+/=]|${BREAK}){56,8000})`, 'y');
}

function bodyOf(text: string): Buffer {
  const [, body = ''] = /-----[\s\S]*?-----([\s\S]*)$/.exec(text) ?? [];
  const encoded = body.replace(/\\r|\\n|\\u000[ad]|\s/gi, '').replace(/^.*:[\w,-]*?(?=[A-Za-z0-9+/]{56})/, '');
  return Buffer.from(encoded, 'base64');
}

/** A constant with the first line alone, as libraries have, has no body. */
function isDer(text: string): boolean {
  const body = bodyOf(text);
  if (isPublished(body)) return false;
  return body.length >= SHORTEST_KEY && (body[0] === SEQUENCE || /Proc-Type|DEK-Info/.test(text));
}

function pemExample(label: string, bytes: number, head: readonly number[]) {
  return (draw: Draw) => {
    const body = Buffer.concat([Buffer.from(head), Buffer.from(draw(ALPHANUMERIC, bytes))]).toString('base64');
    return `-----BEGIN ${label}-----\n${body.replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;
  };
}

const PKCS8 = [SEQUENCE, 0x82, 0x04, 0xbe, 0x02, 0x01, 0x00];

function derKey(kind: string, says: string, label: string, bytes: number): SecretShape {
  return {
    kind,
    says,
    literals: [`BEGIN ${label}-----`],
    // The search finds the words, the dashes before them are as common as rulers in text.
    pattern: new RegExp(pem(label).source.slice('-----'.length), 'y'),
    isReal: (text) => isDer(`-----${text}`),
    example: pemExample(label, bytes, PKCS8),
    source: PEM,
  };
}

const OPENSSH = 'openssh-key-v1\0';

/** Private keys, and tokens that prove who their bearer is. */
export const KEY_SHAPES: readonly SecretShape[] = [
  derKey('private-key', 'a private key (PKCS #8)', 'PRIVATE KEY', 1200),
  derKey('rsa-private-key', 'an RSA private key', 'RSA PRIVATE KEY', 1180),
  derKey('ec-private-key', 'a private key of an elliptic curve', 'EC PRIVATE KEY', 118),
  derKey('dsa-private-key', 'a DSA private key', 'DSA PRIVATE KEY', 440),
  derKey('encrypted-private-key', 'an encrypted private key', 'ENCRYPTED PRIVATE KEY', 1300),
  {
    kind: 'ssh-private-key',
    says: 'a private key of OpenSSH',
    literals: ['BEGIN OPENSSH PRIVATE KEY-----'],
    pattern: new RegExp(pem('OPENSSH PRIVATE KEY').source.slice('-----'.length), 'y'),
    isReal: (text) => bodyOf(`-----${text}`).toString('latin1').startsWith(OPENSSH),
    example: pemExample('OPENSSH PRIVATE KEY', 360, [...Buffer.from(OPENSSH)]),
    source: 'https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key',
  },
  {
    kind: 'pgp-private-key',
    says: 'an OpenPGP private key',
    literals: ['BEGIN PGP PRIVATE KEY BLOCK-----'],
    pattern: new RegExp(
      `BEGIN PGP PRIVATE KEY BLOCK-----${BREAK}*(?:(?:Version|Comment|Charset|Hash):[^\\n\\\\]{1,80}${BREAK}+)*[A-Za-z0-9+/=]{40,}`,
      'y',
    ),
    example: (draw) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ${draw(BASE64, 62)}\n${draw(BASE64, 64)}\n=${draw(BASE64, 4)}\n-----END PGP PRIVATE KEY BLOCK-----\n`,
    source: 'https://www.rfc-editor.org/rfc/rfc9580',
  },
  {
    kind: 'putty-private-key',
    says: 'a private key of PuTTY',
    literals: ['PuTTY-User-Key-File-'],
    pattern: /PuTTY-User-Key-File-[23]: [\w-]{3,40}(?:\r?\n|\\n)Encryption: [\s\S]{10,6000}?Private-Lines: \d/y,
    example: (draw) =>
      `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: deploy\nPublic-Lines: 1\n${draw(BASE64, 64)}\nPrivate-Lines: 1\n${draw(BASE64, 64)}\n`,
    source: 'https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html',
  },
  {
    kind: 'age-private-key',
    says: 'a private key of age',
    literals: ['AGE-SECRET-KEY-1'],
    pattern: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y,
    example: (draw) => `AGE-SECRET-KEY-1${draw('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`,
    source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
  },
  {
    kind: 'jwt',
    says: 'a JSON Web Token',
    // {"alg":  {"typ":  {"kid":  {"cty":  {"enc":  {"x5t  {"jku"
    literals: ['eyJhbGci', 'eyJ0eXAi', 'eyJraWQi', 'eyJjdHki', 'eyJlbmMi', 'eyJ4NXQ', 'eyJqa3Ui'],
    pattern: /eyJ[\w-]{12,2000}\.eyJ[\w-]{8,8000}\.[\w-]{22,1400}/y,
    isReal: isSignedToken,
    example: (draw) =>
      `${encoded({ alg: 'RS256', kid: draw(ALPHANUMERIC, 8) })}.${encoded({ sub: draw(DIGITS, 8), exp: 4102444800 })}.${draw(WORD, 342)}`,
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
  },
  {
    kind: 'basic-credentials',
    says: 'user and password of HTTP Basic authentication',
    literals: ['Basic '],
    pattern: /Basic [A-Za-z0-9+/]{10,400}={0,2}/y,
    isReal: isUserAndPassword,
    example: (draw) => `Authorization: Basic ${Buffer.from(`orders:${draw(ALPHANUMERIC, 21)}`).toString('base64')}`,
    source: 'https://www.rfc-editor.org/rfc/rfc7617',
  },
  {
    kind: 'bearer-token',
    says: 'a bearer token',
    literals: ['Bearer '],
    pattern: /Bearer [\w.~+/-]{32,4000}=*/y,
    // A JSON Web Token has rules of its own.
    isReal: (text) =>
      isDrawn(text) && /\d/.test(text) && /[A-Za-z]/.test(text.slice(7)) && !text.startsWith('Bearer eyJ'),
    example: (draw) => `Authorization: Bearer ${draw(`${UPPER}${DIGITS}`, 48)}`,
    source: 'https://www.rfc-editor.org/rfc/rfc6750',
  },
];

function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** One that has expired opens nothing. */
function isSignedToken(text: string): boolean {
  const [header, payload] = text.split('.').map(decoded);
  if (typeof header?.['alg'] !== 'string' || header['alg'] === 'none' || payload === undefined) return false;
  const { exp } = payload;
  return typeof exp !== 'number' || exp * 1000 > Date.now();
}

function decoded(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isUserAndPassword(text: string): boolean {
  const [, user = '', password = ''] = /^([\x21-\x7e]*?):([\x20-\x7e]{6,})$/.exec(decodedBasic(text)) ?? [];
  return user !== '' && !isCommon(password);
}

function decodedBasic(text: string): string {
  return Buffer.from(text.slice('Basic '.length), 'base64').toString('latin1');
}

function isCommon(password: string): boolean {
  return /^(?:pass(?:word|wd)?\d*|secret|changeme|changeit|open sesame|opensesame|test\d*)$/i.test(password);
}
