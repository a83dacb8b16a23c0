import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../machine';

/** A machine on which only the programs exist that a test gives it; each is a small shell script. */
export class FakeHost {
  public readonly folder = mkdtempSync(join(tmpdir(), 'eks-crac-host-'));
  private readonly bin = join(this.folder, 'bin');
  private readonly log = join(this.folder, 'calls');

  public constructor() {
    mkdirSync(this.bin);
    writeFileSync(this.log, '');
  }

  public get state(): string {
    return join(this.folder, 'state');
  }

  /** Adds a program; an argv it does not expect fails. `cases` are patterns of the arguments and what to do. */
  public program(name: string, cases: Readonly<Record<string, string>>): this {
    const branches = Object.entries(cases).map(
      ([pattern, commands]) => `  ${pattern.replaceAll(' ', String.raw`\ `)}) ${commands};;`,
    );
    const unexpected = `  *) echo "unexpected: ${name} $*" >&2; exit 99;;`;
    const script = [
      '#!/bin/sh',
      `echo "${name} $*" >> ${this.log}`,
      'case "$*" in',
      ...branches,
      unexpected,
      'esac',
      '',
    ];
    writeFileSync(join(this.bin, name), script.join('\n'));
    chmodSync(join(this.bin, name), 0o755);
    return this;
  }

  public calls(): readonly string[] {
    return readFileSync(this.log, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  }

  public env(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
    return { PATH: this.bin, HOME: this.folder, EKS_CRAC_STATE: this.state, ...extra };
  }

  /** A Linux machine whose user is root. */
  public host(change: Partial<Host> = {}): Host {
    const keyring = join(this.folder, 'keyring.gpg');
    writeFileSync(keyring, '');
    return { platform: 'linux', uid: 0, env: this.env(), keyring, ...change };
  }

  public withPackageTools(): this {
    for (const name of ['apt-get', 'dpkg-deb', 'start-stop-daemon']) this.program(name, {});
    return this;
  }

  /** A `docker` client whose daemon answers, with buildx. */
  public withDocker(version: string, cases: Readonly<Record<string, string>> = {}): this {
    return this.program('docker', {
      'version --format {{json .}}': `echo '{"Client":{"Version":"28.0.1"},"Server":{"Version":"${version}"}}'`,
      'buildx version': 'echo buildx',
      'context show': 'echo desktop-linux',
      ...cases,
    });
  }

  public withDeadDocker(): this {
    const complaint =
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    return this.program('docker', {
      'version *': `echo '{"Client":{"Version":"28.0.1"},"Server":null}'; echo "${complaint}" >&2; exit 1`,
    });
  }

  public withPodman(version: string): this {
    return this.program('podman', { 'info --format json': `echo '{"version":{"Version":"${version}"}}'` });
  }
}
