import type { Import } from './imports';

/** The package itself, whose rooms are its top-level folders. */
export const HOUSE = 'house';

/** From one room to another. */
export type Arrow = readonly [from: string, to: string];

export interface Rooms {
  readonly rooms: readonly string[];
  readonly arrows: readonly Arrow[];
  /** Arrows that lead back to a room from which they can be reached. */
  readonly up: readonly Arrow[];
  /** Circles of files, each by its files. */
  readonly cycles: readonly (readonly string[])[];
}

/** Files beside the folders of a room: what its folders stand on. Its index stands on all of them. */
const OWN = '(own files)';
const INDEX = '(index)';

/** What the folders of a room import from each other. */
export function measure(imports: readonly Import[], room: string): Rooms {
  const roomOf = (file: string) => folderIn(file, room);
  const inside = imports.filter(({ from, to }) => roomOf(from) !== undefined && roomOf(to) !== undefined);
  const arrows = new Map<string, Arrow>();
  const rooms = new Set<string>();
  for (const { from, to } of inside) {
    const [one, other] = [roomOf(from) ?? '', roomOf(to) ?? ''];
    rooms.add(one).add(other);
    if (one !== other) arrows.set(`${one} ${other}`, [one, other]);
  }
  const all = [...arrows.values()].sort((a, b) => a.join(' ').localeCompare(b.join(' ')));
  return {
    rooms: [...rooms].sort(),
    arrows: all,
    up: all.filter(([from, to]) => reaches(all, to, from)),
    cycles: circles(inside),
  };
}

/** The picture of a room, as Mermaid draws it. */
export function diagram({ arrows, rooms }: Rooms): string {
  const id = (room: string) => room.replace(/\W/g, '_');
  return [
    'flowchart TD',
    ...rooms.map((room) => `  ${id(room)}["${room}"]`),
    ...arrows.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
  ].join('\n');
}

function folderIn(file: string, room: string): string | undefined {
  const prefix = room === HOUSE ? '' : `${room}/`;
  if (!file.startsWith(prefix)) return undefined;
  const [first = '', ...rest] = file.slice(prefix.length).split('/');
  if (rest.length > 0) return first;
  return first === 'index.ts' ? INDEX : OWN;
}

function reaches(arrows: readonly Arrow[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let room = next.pop(); room !== undefined; room = next.pop()) {
    if (room === to) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    next.push(...arrows.filter(([one]) => one === room).map(([, other]) => other));
  }
  return false;
}

/** Files that import each other, directly or not. */
function circles(imports: readonly Import[]): string[][] {
  const arrows = imports.map(({ from, to }): Arrow => [from, to]);
  const files = [...new Set(imports.map(({ from }) => from))];
  const left = new Set(files.filter((file) => arrows.some(([from, to]) => from === file && reaches(arrows, to, file))));
  const found: string[][] = [];
  for (const file of left) {
    const circle = [...left].filter((other) => reaches(arrows, file, other) && reaches(arrows, other, file));
    for (const other of circle) left.delete(other);
    found.push(circle.sort());
  }
  return found;
}
