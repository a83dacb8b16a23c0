import { ensureMachine } from '../../machine';
import type { Machine } from '../../machine';
import { buildPackage } from '../../scripts/runtime/build';
import { buildHost } from '../../scripts/runtime/target';
import { workspace } from '../../scripts/runtime/workspace';
import { Failure } from '../../kit/report/failure';

/**
 * Once before the suites that need containers: brings up what a rehearsal needs, and hands the way to it to the tests
 * and all that they start. Without a container runtime the suites fail; a skipped test would look like a passed one.
 */
export default async function containersSetup(): Promise<void> {
  const machine = await bringUp();
  for (const [name, value] of Object.entries(await environmentOf(machine))) process.env[name] = value;
  process.env['EKS_CRAC_CONTAINER_RUNTIME'] = machine.containerRuntime.program;
  process.env['EKS_CRAC_REGISTRY_PORT'] = machine.registry.host.split(':')[1];
  await buildRuntimeLayer();
}

/** On a new machine it takes minutes, which no test that has a deadline should pay. */
async function buildRuntimeLayer(): Promise<void> {
  process.stderr.write('… the runtime layer\n');
  await buildPackage(
    buildHost(),
    workspace((line) => process.stderr.write(`… ${line}\n`)),
  );
}

async function bringUp(): Promise<Machine> {
  try {
    return await ensureMachine(
      { yes: true, interactive: false, command: ['machine', 'up'] },
      (event) => {
        if (event.kind === 'started') process.stderr.write(`… ${event.title}\n`);
      },
      () => Promise.resolve(true),
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Error(`the container tests need a container runtime: ${error.message}\n  → ${error.remedy}`, {
      cause: error,
    });
  }
}

/** What the container runtime's programs are run with: PATH, the daemon's address and the like. */
async function environmentOf(machine: Machine): Promise<Record<string, string>> {
  const { stdout } = await machine.containerRuntime.runner.run([process.execPath, '-p', 'JSON.stringify(process.env)']);
  return JSON.parse(stdout) as Record<string, string>;
}
