import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ProcessError, ProcessRunner } from '../../../kit/process';
import { pythonTools } from '../../support/python/python-tools';
import type { ClusterAccess } from '../scene/kubectl';
import { kubectlLayer } from './kubectl-layer';

const HANDLERS = join(
  dirname(require.resolve('aws-cdk-lib/package.json')),
  'custom-resource-handlers/dist/aws-eks-v2/kubectl-handler',
);

export const CHART = 'Custom::AWSCDK-EKS-HelmChart';

/** The handlers of the CDK by the type of the resource, as its `index.py` has them. */
const MODULES: Readonly<Record<string, string>> = {
  'Custom::AWSCDK-EKS-KubernetesResource': 'apply',
  'Custom::AWSCDK-EKS-KubernetesPatch': 'patch',
  'Custom::AWSCDK-EKS-KubernetesObjectValue': 'get',
  [CHART]: 'helm',
};

/** Prints the answer behind whatever the handler prints. A start script of `python3` may have put programs first in PATH. */
const CALL = `
import importlib, json, os, sys
sys.path.insert(0, sys.argv[1])
module = importlib.import_module(sys.argv[2])
os.environ['PATH'] = sys.argv[3] + os.pathsep + os.environ['PATH']
answer = getattr(module, sys.argv[2] + '_handler')(json.load(sys.stdin), None)
print('\\n' + json.dumps(answer or {}))
`;

export interface HandlerEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceType: string;
  readonly ResourceProperties: unknown;
}

/** What a handler raised, in its own words. */
export class HandlerFailure extends Error {
  public override readonly name = 'HandlerFailure';
}

/** What handlers run with. */
interface Tools {
  readonly python: string;
  /** Folders of programs, first in PATH. */
  readonly programs: readonly string[];
}

/** The CDK's own handlers of Kubernetes resources, run by Python against a cluster. */
export class KubectlHandler {
  private readonly folder = mkdtempSync(join(tmpdir(), 'eks-crac-handler-'));
  private readonly runner: ProcessRunner;
  private readonly path: string;
  private readonly python: string;

  /** With the `kubectl` of the cluster; charts need more. */
  public constructor(access: ClusterAccess, tools: Tools = { python: 'python3', programs: [dirname(access.program)] }) {
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    // A stand-in for `aws eks update-kubeconfig`, which asks AWS where a cluster is.
    writeFileSync(join(bin, 'aws'), awsProgram(access));
    chmodSync(join(bin, 'aws'), 0o755);
    this.path = [bin, ...tools.programs].join(delimiter);
    this.python = tools.python;
    this.runner = new ProcessRunner({ ...process.env, TEST_OUTDIR: this.folder });
  }

  /** With the programs of the layer that the template names, and the libraries that Lambda has for Python. */
  public static async withLayer(access: ClusterAccess): Promise<KubectlHandler> {
    const layer = await kubectlLayer();
    const programs = ['helm', 'kubectl'].map((name) => join(layer, name));
    return new KubectlHandler(access, { python: join(await pythonTools(), 'python3'), programs });
  }

  public handles(type: string): boolean {
    return type in MODULES;
  }

  /** Returns the attributes of the resource; the error of a failure has the handler's own words. */
  public async call(event: HandlerEvent): Promise<Readonly<Record<string, string>>> {
    const module = MODULES[event.ResourceType];
    if (module === undefined) throw new Error(`${event.ResourceType} is not known here`);
    const argv = [this.python, '-c', CALL, HANDLERS, module, this.path];
    const { stdout } = await this.runner.run(argv, { input: JSON.stringify(event) }).catch((error: unknown) => {
      throw error instanceof ProcessError ? new HandlerFailure(lastLine(error.stderr), { cause: error }) : error;
    });
    const { Data = {} } = JSON.parse(lastLine(stdout)) as { Data?: Readonly<Record<string, string>> };
    return Data;
  }

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function awsProgram({ context, kubeconfig, program }: ClusterAccess): string {
  return `#!/bin/sh
# aws eks update-kubeconfig --name NAME --kubeconfig FILE
"${program}" --kubeconfig "${kubeconfig}" --context "${context}" config view --minify --flatten > "$6"
`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
