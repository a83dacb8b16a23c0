import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../../kit/process';
import { download } from '../download';
import type { InputsLock } from '../inputs';
import { buildHost } from '../target';
import type { Target } from '../target';
import { unpackZip } from '../unpack/zip';
import { folderOnce } from '../workspace';
import type { Workspace } from '../workspace';

const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** The Go toolchain, as the Go module proxy has it. */
export class Go {
  private constructor(
    public readonly folder: string,
    private readonly workspace: Workspace,
  ) {}

  public static async of({ tools }: InputsLock, workspace: Workspace): Promise<Go> {
    const file = tools.go.hosts[buildHost()];
    const folder = await folderOnce(join(workspace.scratch, 'tools', `go-${tools.go.version}`), async (draft) => {
      const zip = await download(file, workspace);
      workspace.say(`unpack Go ${tools.go.version}`);
      // Every name begins with golang.org/toolchain@VERSION/.
      await unpackZip(zip, draft, (name) => name.split('/').slice(2).join('/'));
    });
    return new Go(folder, workspace);
  }

  /** Runs `go` for a target. Modules are checked against go.sum, and kept with the inputs. */
  public async run(target: Target, folder: string, args: readonly string[]): Promise<RunResult> {
    const { inputs, runner, say, scratch } = this.workspace;
    return runner.run([join(this.folder, 'bin/go'), ...args], {
      cwd: folder,
      onLine: (line) => {
        if (line.startsWith('go: downloading')) say(line);
      },
      env: {
        ...{ GOROOT: this.folder, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -modcacherw', GOWORK: 'off' },
        ...{ GOOS: 'linux', GOARCH: target, CGO_ENABLED: '0', GOAMD64: 'v1', GOARM64: 'v8.0', GOENV: 'off' },
        ...{ GOMODCACHE: join(inputs, 'go-modules'), GOCACHE: join(scratch, 'go-cache') },
        // It asks for no other certificates than the system's, and knows nothing of Node's variables.
        ...(process.env['SSL_CERT_FILE'] === undefined && existsSync(CERTIFICATES)
          ? { SSL_CERT_FILE: CERTIFICATES }
          : {}),
      },
    });
  }
}
