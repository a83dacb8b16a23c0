/** Control characters, and those that change the direction of what follows: a terminal must show none of them. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const START = 300;

/** Makes a text of a service fit for one line of a message. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, (sign) => ESCAPES[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The start of a text in one line. */
export function startOf(text: string, characters = START): string {
  return `${oneLine(text.slice(0, characters))}${text.length > characters ? '…' : ''}`;
}

/** The characters around a place in a text, in one line. */
export function around(text: string, index: number, characters: number): string {
  const [from, to] = [Math.max(0, index - characters), index + characters];
  return `${from > 0 ? '…' : ''}${oneLine(text.slice(from, to))}${to < text.length ? '…' : ''}`;
}
