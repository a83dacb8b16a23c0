import { Document, isMap, isScalar, isSeq } from 'yaml';
import type { Scalar, YAMLMap } from 'yaml';
import type { Draft, Remark } from './draft';

const WIDTH = 100;

/** Renders a capture spec with its remarks as comments; `schema` is the JSON Schema as seen from the file. */
export function renderDraft({ remarks, spec }: Draft, schema: string): string {
  const document = new Document(spec);
  document.commentBefore = [
    ` yaml-language-server: $schema=${schema}`,
    ' Written by `eks-crac init`. docs/capture-spec.md of eks-crac describes every field.',
  ].join('\n');
  for (const [field, texts] of grouped(remarks)) {
    const node = nodeAt(document.contents, field);
    if (node === undefined) throw new TypeError(`the draft has no field ${field}`);
    node.commentBefore = texts.flatMap((text) => wrapped(text)).join('\n');
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Several remarks at one field are one comment. */
function grouped(remarks: readonly Remark[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { field, text } of remarks) groups.set(field, [...(groups.get(field) ?? []), text]);
  return groups;
}

/** What a comment of a field is put before: its name, or an entry of a list. */
function nodeAt(contents: unknown, field: string): YAMLMap | Scalar | undefined {
  let node = contents;
  let named: YAMLMap | Scalar | undefined;
  for (const part of field.split(/\.|(?=\[)/)) {
    const index = /^\[(\d+)\]$/.exec(part)?.[1];
    if (index !== undefined) {
      node = isSeq(node) ? node.items[Number(index)] : undefined;
      named = isMap(node) ? node : undefined;
    } else {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === part) : undefined;
      named = isScalar(pair?.key) ? pair.key : undefined;
      node = pair?.value;
    }
  }
  return named;
}

/** One comment in lines that fit a page. */
function wrapped(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length > WIDTH) lines.push(` ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
