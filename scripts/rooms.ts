import { parseArgs } from 'node:util';
import { writeFileSync } from 'node:fs';
import { packagePath } from '../kit/package-path';
import { imports } from './rooms/imports';
import { HOUSE, measure } from './rooms/measure';
import { drawPages } from './rooms/pages';

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
  for (const { drawn, path, text } of drawPages(found)) {
    if (values.check === true && drawn !== text)
      throw new Error(`${path} shows other rooms than there are: run \`npm run rooms\``);
    writeFileSync(packagePath(path), drawn);
  }
}

void main();
