import { parseArgs } from 'node:util';
import { readFileSync, writeFileSync } from 'node:fs';
import { packagePath } from '../kit/package-path';
import { diagram, HOUSE, measure } from './rooms/measure';
import { imports } from './rooms/imports';

/** Below these a newcomer looks for a room, too. */
const ROOMS = [
  'stage',
  'stage/steps',
  'stage/engines',
  'constructs',
  'manifests',
  'machine',
  'cli',
  'cli/rehearsal',
  'kit',
];
const PAGES = ['CONTRIBUTING.md', 'docs/architecture.md'];
const DRAWING = /(<!-- rooms: (\S+) -->\n)[^]*?(<!-- \/rooms -->)/g;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, write: { type: 'boolean' }, check: { type: 'boolean' } },
  });
  const found = await imports();
  const measured = Object.fromEntries([HOUSE, ...ROOMS].map((room) => [room, measure(found, room)]));
  if (values.json === true) {
    const plain = Object.entries(measured).map(([room, { arrows, cycles, rooms, up }]) => [
      room,
      { rooms: rooms.length, arrows: arrows.length, up: up.length, cycles: cycles.length },
    ]);
    process.stdout.write(`${JSON.stringify(Object.fromEntries(plain), undefined, 2)}\n`);
    return;
  }
  for (const page of PAGES) {
    const path = packagePath(page);
    const text = readFileSync(path, 'utf8');
    const drawn = text.replace(DRAWING, (_, open: string, room: string, close: string) => {
      const picture = diagram(measured[room] ?? measure(found, room));
      return `${open}\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${close}`;
    });
    if (values.check === true && drawn !== text)
      throw new Error(`${page} shows other rooms than there are: run \`npm run rooms\``);
    writeFileSync(path, drawn);
  }
}

void main();
