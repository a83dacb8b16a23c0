import type { PodUser } from '../../../engines';
import { Failure } from '../../../kit/report/failure';

type ReadFile = (path: string) => Promise<string | undefined>;

/** Resolves the USER of an image (name, number or empty) to the numeric ids that a pod needs. */
export async function resolveUser(user: string, readFile: ReadFile): Promise<PodUser> {
  const [name = '', group] = user.split(':');
  const passwd = entries((await readFile('/etc/passwd')) ?? '');
  const known = passwd.find((fields) => fields[0] === name || fields[2] === name);
  const uid = name === '' ? 0 : (numeric(name) ?? numeric(known?.[2]));
  if (uid === undefined) throw unknown('user', name, '/etc/passwd');
  if (group === undefined) return { uid, gid: numeric(known?.[3]) ?? 0 };
  const groups = entries((await readFile('/etc/group')) ?? '');
  const gid = numeric(group) ?? numeric(groups.find((fields) => fields[0] === group)?.[2]);
  if (gid === undefined) throw unknown('group', group, '/etc/group');
  return { uid, gid };
}

function entries(file: string): string[][] {
  return file.split('\n').map((line) => line.split(':'));
}

function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function unknown(kind: string, name: string, file: string): Failure {
  return new Failure(
    'image-unsuitable',
    `the image's ${kind} ${JSON.stringify(name)} is not in its ${file}`,
    `create the ${kind} in the Dockerfile, or give USER a number`,
  );
}
