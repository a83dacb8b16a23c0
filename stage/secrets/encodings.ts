import { Buffer } from 'node:buffer';

/** How a text can stand in memory or in a file. */
export interface EncodedText {
  /** What is looked for. */
  readonly bytes: Buffer;
  /** Returns the text that begins at a place of the bytes, with what follows it. */
  readonly textAt: (bytes: Buffer, at: number) => string;
}

/** The most bytes that are read back from where something was found: a private key of 8192 bits as UTF-16. */
export const LONGEST_TEXT = 16_384;
/** Base64 writes three bytes as four characters. */
const GROUP = 3;
const NOT_BASE64 = /[^A-Za-z0-9+/_-]/;

const single = (bytes: Buffer, at: number) => bytes.toString('latin1', at, at + LONGEST_TEXT);
const utf16 = (bytes: Buffer, at: number) => bytes.toString('utf16le', at, at + LONGEST_TEXT);

/** Returns a text as a JVM holds it, in one byte or in two for a character, and as Base64 around it. */
export function encodings(text: string): readonly EncodedText[] {
  return [
    { bytes: Buffer.from(text), textAt: single },
    ...(isAscii(text) ? [] : [{ bytes: Buffer.from(text, 'latin1'), textAt: single }]),
    { bytes: Buffer.from(text, 'utf16le'), textAt: utf16 },
    ...[0, 1, 2].flatMap((before) => base64(text, before)),
  ];
}

/** Returns a whole secret in all of these, and as URLs and JSON have it. */
export function allEncodings(text: string): readonly EncodedText[] {
  const escaped = new Set([...urlEscapes(text), ...jsonEscapes(text)]);
  escaped.delete(text);
  return [...encodings(text), ...[...escaped].map((form) => ({ bytes: Buffer.from(form), textAt: single }))];
}

/** The characters that depend on nothing but the text, which has a number of bytes before it in its group. */
function base64(text: string, before: number): readonly EncodedText[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const skipped = Math.ceil((before * 8) / 6);
  const encoded = bytes.toString('base64').slice(skipped, Math.floor((bytes.length * 8) / 6));
  const textAt = (found: Buffer, at: number) => decodedAt(found, at - skipped).slice(before);
  const forms = new Set([encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...forms].map((form) => ({ bytes: Buffer.from(form), textAt }));
}

function decodedAt(bytes: Buffer, from: number): string {
  if (from < 0) return '';
  const run = bytes.toString('latin1', from, from + LONGEST_TEXT);
  const end = run.slice(GROUP).search(NOT_BASE64);
  return Buffer.from(end < 0 ? run : run.slice(0, end + GROUP), 'base64').toString('latin1');
}

function urlEscapes(text: string): readonly string[] {
  const escaped = encodeURIComponent(text);
  // A form has a plus for a space, and escapes more (java.net.URLEncoder).
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  return [escaped, form, escaped.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())];
}

function jsonEscapes(text: string): readonly string[] {
  const escaped = JSON.stringify(text).slice(1, -1);
  return [
    escaped,
    escaped.replaceAll('/', '\\/'),
    // As Gson writes it for a page of HTML, and Jackson for ASCII alone.
    escaped.replace(/[<>&=']/g, unicodeEscape),
    escaped.replace(/[^\0-\x7f]/g, unicodeEscape),
  ];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
