const WIDTH = 120;

/** A list item, wrapped as the pages are; code is never broken. */
export function item(text: string): string {
  const lines = ['-'];
  for (const word of words(text)) {
    const last = lines.length - 1;
    const longer = `${lines[last] ?? ''} ${word}`;
    // A line that begins with one of these would be a list, a heading or a quotation of its own.
    if (longer.length <= WIDTH || /^([-+*#>]|\d+[.)])/.test(word)) lines[last] = longer;
    else lines.push(`  ${word}`);
  }
  return lines.join('\n');
}

/** What stands between spaces, code with its spaces taken as one word. */
function words(text: string): readonly string[] {
  return text.match(/(?:`[^`]*`|[^`\s])+/g) ?? [];
}

/** A word or a value as code. */
export const code = (text: string) => `\`${text}\``;

/** Words with commas between them, the last two with `and`. */
export function enumeration(words: readonly string[]): string {
  const [last, ...others] = [...words].reverse();
  return others.length === 0 ? (last ?? '') : `${others.reverse().join(', ')} and ${last ?? ''}`;
}
