import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessError, ProcessRunner } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { obstacles } from './host';
import type { Host } from './host';
import { containersOf } from './machine';
import type { MachineRuntime } from './machine';
import { fetchPackages, PACKAGE_PROGRAMS, systemMirror, unpackPackages } from './own-docker/packages';
import { UnpackedPrograms, unpackedRoot } from './own-docker/programs';
import { withScratch } from './scratch';
import type { MachineFolders } from './machine-folders';

export const SUITE = 'forky';

const SOURCE = `docker.io/library/debian:${SUITE}`;
const FIRST_WORD_MS = 20_000;
const PULL_MS = 600_000;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface BaseImage {
  readonly containerRuntime: MachineRuntime;
  readonly host: Host;
  readonly folder: MachineFolders;
  /** The reference it gets. */
  readonly reference: string;
  readonly labels: readonly string[];
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Makes Debian's image: pulled where a registry answers, else built from Debian's packages. */
export async function makeBaseImage(image: BaseImage): Promise<void> {
  const refusal = await pull(image);
  if (refusal === undefined) return;
  image.say(`debian:${SUITE} cannot be pulled (${refusal}); building it from Debian's packages`);
  const found = await obstacles(image.host, [...PACKAGE_PROGRAMS, 'wget', 'tar', 'unshare']);
  if (found.length > 0) {
    const text = `debian:${SUITE} can neither be pulled (${refusal}) nor be built here: ${found.join(', ')}`;
    throw new Failure(
      'machine-unsuitable',
      text,
      `let the container runtime reach docker.io, or tag an image of Debian ${SUITE} as ${image.reference}`,
    );
  }
  await withScratch(image.folder, (scratch) => bootstrap(image, scratch));
}

/** Pulls it; returns why that is impossible. A registry that says nothing for a while counts as unreachable. */
async function pull({ containerRuntime, reference, say, signal }: BaseImage): Promise<string | undefined> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), FIRST_WORD_MS);
  const onLine = (line: string) => {
    clearTimeout(timer);
    say(line);
  };
  const either = AbortSignal.any([
    silence.signal,
    AbortSignal.timeout(PULL_MS),
    ...(signal === undefined ? [] : [signal]),
  ]);
  try {
    const containers = containersOf(containerRuntime, either);
    await containers.pull(SOURCE, onLine);
    await containers.tag(SOURCE, reference);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProcessError) || signal?.aborted === true) throw error;
    if (silence.signal.aborted) return `no registry answered within ${FIRST_WORD_MS / 1000} s`;
    return error.stderr.trim().split('\n').at(-1) ?? error.message;
  } finally {
    clearTimeout(timer);
  }
}

async function bootstrap(image: BaseImage, scratch: string): Promise<void> {
  const { containerRuntime, host, labels, reference, say, signal } = image;
  const runner = new ProcessRunner(host.env);
  const mirror = await systemMirror(runner, signal);
  const root = await debootstrapRoot(image, runner, { mirror, scratch });
  const target = join(scratch, SUITE);
  await mkdir(target);
  // It becomes the image's root folder, which every user of a container must be able to enter.
  await chmod(target, 0o755);
  const scripts = join(root, 'usr/share/debootstrap');
  const debootstrap = [
    join(root, 'usr/sbin/debootstrap'),
    '--variant=minbase',
    '--include=ca-certificates',
    `--keyring=${host.keyring}`,
  ];
  // A namespace of its own, so that nothing stays mounted however it ends.
  const alone = ['unshare', '--mount', '--propagation', 'private'];
  await runner.run([...alone, ...debootstrap, SUITE, target, mirror, join(scripts, 'scripts/sid')], {
    env: { DEBOOTSTRAP_DIR: scripts, LC_ALL: 'C' },
    onLine: say,
    signal,
  });
  say(`importing it as ${reference}`);
  const archive = runner.stream(['tar', '--directory', target, ...excluded(), '--create', '.'], { signal });
  const changes = [`ENV PATH=${PATH}`, 'CMD ["bash"]', ...labels.map((label) => `LABEL ${label}`)];
  await containersOf(containerRuntime, signal).import(archive.stdout, reference, changes);
  await archive.done;
}

/** Where debootstrap lies unpacked: with our own Docker's programs, else fetched for this once. */
async function debootstrapRoot(
  image: BaseImage,
  runner: ProcessRunner,
  from: { mirror: string; scratch: string },
): Promise<string> {
  const there = await unpackedRoot(new UnpackedPrograms(image.folder.programs));
  if (there !== undefined) return there;
  const packages = { ...from, host: image.host, runner, say: image.say, signal: image.signal };
  const root = join(from.scratch, 'debootstrap');
  await unpackPackages(packages, await fetchPackages(packages, ['debootstrap/trixie']), root);
  return root;
}

function excluded(): readonly string[] {
  return ['./dev/*', './proc/*', './sys/*', './var/cache/apt/*', './var/lib/apt/lists/*', './var/log/*.log'].map(
    (path) => `--exclude=${path}`,
  );
}
