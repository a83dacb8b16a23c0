import { readFileSync } from 'node:fs';
import { packagePath } from '../../kit/package-path';
import type { Import } from './imports';
import { diagram, measure } from './measure';

const PAGES = ['CONTRIBUTING.md', 'docs/architecture.md'];
const DRAWING = /(<!-- rooms: (\S+) -->\n)[^]*?(<!-- \/rooms -->)/g;

/** A page before and after its pictures are drawn. */
export interface DrawnPage {
  readonly path: string;
  readonly text: string;
  readonly drawn: string;
}

/** The pages with pictures of rooms. */
export function drawPages(imports: readonly Import[]): readonly DrawnPage[] {
  return PAGES.map((path) => {
    const text = readFileSync(packagePath(path), 'utf8');
    const drawn = text.replace(
      DRAWING,
      (_, open: string, room: string, close: string) =>
        `${open}\n\`\`\`mermaid\n${diagram(measure(imports, room))}\n\`\`\`\n\n${close}`,
    );
    return { path, text, drawn };
  });
}
